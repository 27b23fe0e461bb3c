export interface MediaType {
  /** In lower case, without parameters. */
  readonly name: string;
  /** In lower case; absent: none was named. */
  readonly charset?: string;
}

/** What a Content-Type says (RFC 9110, 8.3.1); a charset that is named twice is none that anybody may choose from. */
export function mediaTypeOf(contentType: string | null): MediaType {
  const [name = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const charsets = parameters.flatMap((part) => /^charset\s*=\s*(.*)$/i.exec(part)?.[1] ?? []);
  return {
    name: name.toLowerCase(),
    ...(charsets.length > 0 && { charset: charsets.map((one) => one.replace(/^"(.*)"$/, '$1').toLowerCase()).join(', ') }),
  };
}

/** Bodies are read as UTF-8 and as nothing else: other bytes would become other letters. */
export const isUtf8 = ({ charset = 'utf-8' }: MediaType): boolean => charset === 'utf-8';
