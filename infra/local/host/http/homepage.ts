import type { ServerResponse } from 'node:http';

/** The app setting that takes the homepage away. */
const SETTING = 'AzureWebJobsDisableHomepage';

const PAGE = `<!DOCTYPE html>
<html lang="en">
<title>Functions host</title>
<h1>This function app runs</h1>
<p>The Functions host shows a page of its own here. The app setting <code>${SETTING}=true</code> switches it off.</p>
</html>
`;

/** What the host answers at `/` in place of the app; undefined: the app's routes are asked. */
export type Homepage = ((response: ServerResponse) => void) | undefined;

/**
 * The real host asks the routes first (HomepageMiddleware): a route that catches all takes `/` there whatever the setting says. Here the
 * page goes first, so that an app without the setting is noticed before its last route is gone.
 */
export function homepageOf(settings: Readonly<Record<string, string>>): Homepage {
  if (settings[SETTING]?.toLowerCase() === 'true') return undefined;
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(PAGE) }).end(PAGE);
  };
}
