import { Refusal } from './refusal';

/** The part of Microsoft 365 that answers: each words its refusals and counts its requests by itself. */
export type Area = 'exchange' | 'places' | 'directory' | 'sharepoint';

export const accessDenied = (): Refusal => new Refusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');

export const requestDenied = (): Refusal =>
  new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

interface Wording {
  /** When the app lacks the permission. */
  readonly denied: () => Refusal;
  /** Codes of scripted refusals by status, where a fault names none. */
  readonly codes: Readonly<Record<number, string>>;
}

const everywhere = {
  401: 'InvalidAuthenticationToken',
  410: 'Gone', // UNVERIFIED
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

const exchange: Wording = {
  denied: accessDenied,
  codes: {
    ...everywhere,
    400: 'ErrorInvalidRequest',
    403: 'ErrorAccessDenied',
    404: 'ErrorItemNotFound',
    412: 'ErrorIrresolvableConflict',
    429: 'ApplicationThrottled',
    500: 'ErrorInternalServerTransientError',
  },
};

export const wordings: Readonly<Record<Area, Wording>> = {
  exchange,
  places: exchange,
  directory: {
    denied: requestDenied,
    codes: {
      ...everywhere,
      400: 'Request_BadRequest',
      403: 'Authorization_RequestDenied',
      404: 'Request_ResourceNotFound',
      429: 'TooManyRequests',
      500: 'Service_InternalServerError',
    },
  },
  sharepoint: {
    denied: () => new Refusal(403, 'accessDenied', 'Access denied'),
    codes: {
      ...everywhere,
      400: 'invalidRequest',
      403: 'accessDenied',
      404: 'itemNotFound',
      409: 'nameAlreadyExists',
      412: 'resourceModified',
      429: 'activityLimitReached',
      500: 'generalException',
      503: 'serviceNotAvailable',
    },
  },
};
