import { execFileSync } from 'node:child_process';

/**
 * Holds the example of docs/adding-a-capability.md to what that page promises: the commit that adds it touches the capability's own rooms, tests,
 * docs, and of everything else the list of modules only, by one import and one name; the commit that takes it out leaves nothing behind. Exits 1
 * otherwise, or where the commits are not in the history. A shallow clone has no history to look at.
 */
const ADDS = 'notice-board: show what adding a capability takes';
const TAKES_OUT = 'notice-board: take the example out again';
const OWN = /^(functions\/notice-board|shared\/notice-board|test|docs)\/|^(README|CHANGELOG)\.md$/;
const LIST = 'functions/compose.ts';

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();

/** The newest commit with exactly this subject; others may speak of it. */
const commitOf = (subject: string): string | undefined =>
  git('log', '--format=%H %s')
    .split('\n')
    .find((line) => line.slice(line.indexOf(' ') + 1) === subject)
    ?.split(' ')[0];

function wrongs(commit: string): readonly string[] {
  const files = git('show', '--format=', '--name-only', commit).split('\n');
  const foreign = files.filter((file) => file !== LIST && !OWN.test(file));
  const lines = git('show', '--format=', '--unified=0', commit, '--', LIST).split('\n');
  const added = lines.filter((line) => /^\+(?!\+\+)/.test(line));
  const removed = lines.filter((line) => /^-(?!--)/.test(line));
  // The name stands in a line with others, so that line is removed and added.
  const oneLine = added.length === 2 && added.filter((line) => line.startsWith('+import ')).length === 1 && removed.length === 1;
  console.log(
    `${commit.slice(0, 12)}: ${String(files.length)} files, ${String(files.length - foreign.length - 1)} of its own, tests and docs`,
  );
  return [
    ...foreign.map((file) => `${file} is none of its rooms`),
    ...(oneLine ? [] : [`${LIST} changes by more than an import and a name: +${String(added.length)} -${String(removed.length)} lines`]),
  ];
}

function leftBehind(commit: string, removal: string): readonly string[] {
  const files = git('diff', '--name-only', `${commit}^`, removal);
  return files === '' ? [] : files.split('\n').map((file) => `${file} is not as it was before the example`);
}

function check(): readonly string[] {
  const [commit, removal] = [commitOf(ADDS), commitOf(TAKES_OUT)];
  const missing = [...(commit ? [] : [ADDS]), ...(removal ? [] : [TAKES_OUT])];
  if (!commit || !removal) return missing.map((subject) => `no commit of the history has the subject "${subject}"`);
  return [...wrongs(commit), ...leftBehind(commit, removal)];
}

if (git('rev-parse', '--is-shallow-repository') === 'true') {
  console.log('SKIPPED: a shallow clone does not have the commits of the example; git fetch --unshallow brings them.');
} else {
  const found = check();
  for (const wrong of found) console.error(wrong);
  process.exitCode = found.length === 0 ? 0 : 1;
}
