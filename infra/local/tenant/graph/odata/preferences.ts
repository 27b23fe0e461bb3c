import { checkZone } from './times';

/** What the `Prefer` header asks for (outlook-immutable-id.md, event.md). Unknown preferences are ignored, as HTTP has it. */
export interface Preferences {
  readonly immutableIds: boolean;
  readonly zone: string;
  readonly textBody: boolean;
}

const none: Preferences = { immutableIds: false, zone: 'UTC', textBody: false };

export function preferences(header: string | undefined): Preferences {
  if (header === undefined) return none;
  const zone = /outlook\.timezone\s*=\s*"([^"]*)"/i.exec(header)?.[1];
  return {
    immutableIds: /IdType\s*=\s*"ImmutableId"/i.test(header),
    zone: zone === undefined ? 'UTC' : checkZone(zone),
    textBody: /outlook\.body-content-type\s*=\s*"text"/i.test(header),
  };
}
