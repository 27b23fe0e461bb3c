import { execFileSync } from 'node:child_process';

/**
 * Holds the example of docs/adding-a-capability.md to what that page promises: the commit that adds it touches the capability's own rooms, tests,
 * docs, and of everything else the list of modules only, by one import and one name. Exits 1 otherwise, or where the commit is not in the history.
 */
const SUBJECT = 'notice-board: show what adding a capability takes';
const OWN = /^(functions\/notice-board|shared\/notice-board|test|docs)\/|^(README|CHANGELOG)\.md$/;
const LIST = 'functions/compose.ts';

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();

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

const commit = git('log', '--format=%H', '--fixed-strings', `--grep=${SUBJECT}`, '-1');
const found = commit === '' ? [`no commit of the history has the subject "${SUBJECT}"`] : wrongs(commit);
for (const wrong of found) console.error(wrong);
process.exitCode = found.length === 0 ? 0 : 1;
