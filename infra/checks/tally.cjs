const { readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

/**
 * Adds up jest's reports of the groups. A file that did not run, that ran in two groups, that could not be loaded or that left something
 * running counts as one failure.
 */
function tally(reports, files) {
  const sum = (name) => reports.reduce((total, report) => total + (report[name] ?? 0), 0);
  const ran = reports.flatMap(({ testResults = [] }) => testResults.map(({ name }) => name));
  const never = files.filter((file) => !ran.includes(file));
  const again = ran.filter((file, index) => ran.indexOf(file) !== index);
  const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites') + never.length + again.length;
  const line = `${sum('numPassedTests')} passed, ${failed} failed, ${sum('numPendingTests') + sum('numTodoTests')} skipped`;
  return { line, never, again };
}

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? testFiles(path) : path.endsWith('.test.ts') ? [path] : [];
  });
}

/** A group that wrote no report ran nothing. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

if (require.main === module) {
  const args = process.argv.slice(2);
  const reports = args.filter((arg) => !arg.startsWith('--')).map(read);
  const { line, never, again } = tally(reports, testFiles(resolve(__dirname, '../../test')));
  if (args.includes('--each-once')) {
    for (const file of never) console.log(`did not run: ${file}`);
    for (const file of again) console.log(`ran in two groups: ${file}`);
    process.exitCode = never.length + again.length > 0 ? 1 : 0;
  } else console.log(line);
}

module.exports = { tally };
