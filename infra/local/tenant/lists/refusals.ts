import { Refusal } from '../graph/refusal';

export const invalidRequest = (message: string): Refusal => new Refusal(400, 'invalidRequest', message);
export const itemNotFound = (what: string): Refusal => new Refusal(404, 'itemNotFound', `The specified ${what} was not found`);
