import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const files = ['functions', 'shared'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name)),
);

/** What would ask Microsoft in a person's name, or by whichever identity happens to be there. */
const OTHERS =
  /['"`]\/me\b|(?:OnBehalfOf|UsernamePassword|DeviceCode|InteractiveBrowser|AuthorizationCode|DefaultAzure|ChainedToken)\w*Credential|on_behalf_of/;
const foreign = (text: string): boolean => OTHERS.test(text);

describe('towards Microsoft', () => {
  it("the app's own identity is used, never that of a person, nor one that happens to be there", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => foreign(readFileSync(file, 'utf8'))).map((file) => relative(root, file))).toEqual([]);
  });

  it.each(['const path = `/me/events`;', 'new identity.OnBehalfOfCredential({})', 'new DefaultAzureCredential()'])(
    'this would be found: %s',
    (text) => {
      expect(foreign(text)).toBe(true);
    },
  );
});
