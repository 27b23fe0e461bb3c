import { start } from './start';

// The only reader of the environment.
start(process.env);
