import { namesTag } from '../../../shared/kernel/entity-tags';

describe('a condition names a tag', () => {
  it.each([
    ['as it was given out', '"r3"'],
    ['with the suffix of Apache', '"r3-gzip"'],
    ['with the suffix of Apache for Brotli', '"r3-br"'],
    ['with the suffix of Jetty', '"r3--gzip"'],
    ['with the older suffix of Jetty', '"r3;gzip"'],
    ['with a suffix behind the quotes', '"r3"-gzip'],
    ['made weak', 'W/"r3"'],
    ['made weak, with a suffix', 'W/"r3--gzip"'],
    ['within a list', '"r1", W/"r3-gzip" , "r2"'],
    ['behind a tag with a comma', '"a,b","r3"'],
    ['by the star', '*'],
  ])('%s', (_, header) => {
    expect(namesTag(header, '"r3"')).toBe(true);
  });

  it.each(['"r31"', '"r3-gzip-gzip"', '"r3-zip"', '"r"', 'r3', '', '"x-r3"', '"r3', '"R3"'])('not as %s', (header) => {
    expect(namesTag(header, '"r3"')).toBe(false);
  });

  it('that ends like a coding itself', () => {
    expect(namesTag('"abc-br"', '"abc-br"')).toBe(true);
    expect(namesTag('"abc-br-gzip"', '"abc-br"')).toBe(true);
  });
});
