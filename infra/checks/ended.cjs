/** Jest reporter: says of each test file that passed, as it ends, that it did. A run that is stopped has then told what it found. */
const MARK = '\u0001passed ';

class Ended {
  onTestResult(_test, { testFilePath, numFailingTests, testExecError }) {
    if (!testExecError && numFailingTests === 0) process.stdout.write(`\n${MARK}${testFilePath}\n`);
  }
}

module.exports = Ended;
