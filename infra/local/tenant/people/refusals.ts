import { Refusal } from '../graph/refusal';

export const directoryBadRequest = (message: string): Refusal => new Refusal(400, 'Request_BadRequest', message);

export const notPresent = (key: string): Refusal =>
  new Refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const masteredOnPremises = (): Refusal =>
  directoryBadRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );
