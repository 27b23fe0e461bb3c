/** The JSON at a path of the viewer; undefined: it did not answer, or not with success. */
export async function ask(path, query = {}) {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  try {
    const response = await fetch(words ? `${path}?${words}` : path);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
