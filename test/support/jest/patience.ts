declare const TEST_TIMEOUT_MS: number;

jest.setTimeout(TEST_TIMEOUT_MS);
