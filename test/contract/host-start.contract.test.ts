import { useHosts } from '../support/host-app/hosts';

const hosts = useHosts('host-app-start');

describe('an app that the host refuses', () => {
  it.each([
    ['how the process ended when it exits while loading', { BREAK: 'exit' }, 'exit code 3'],
    ['names that differ in case only', { BREAK: 'case' }, 'Echo: is registered twice'],
    ['function keys', { BREAK: 'key' }, 'keyed: authLevel "function" is not covered'],
    ['a schedule that is none', { SCHEDULE: '61 * * * * *' }, "tick: the schedule '61 * * * * *' is not NCRONTAB: second '61'"],
    ['a queue name from a setting that is missing', { BUS: 'Endpoint=sb://127.0.0.1' }, "take: '%QUEUE%' does not resolve"],
  ])('says %s', async (_, settings, message) => {
    await expect(hosts.start(settings as Record<string, string>)).rejects.toThrow(message);
  });
});

describe('an entry point that throws', () => {
  it.each([
    ['before its first registration', 'entry', 'SIGNING_KEY is missing'],
    ['after it', 'late', 'SWEEP_SCHEDULE is wrong'],
    ['because a name is registered twice', 'duplicate', 'A function with id "echo" has already been registered.'],
  ])('%s leaves the host up without a function, and its message in the log', async (_, how, message) => {
    const host = await hosts.start({ BREAK: how });

    const statuses = await Promise.all(
      ['/echo/1', '/bytes', '/seen'].map(async (path) => {
        const response = await fetch(`${host.url}${path}`);
        return [response.status, await response.text()];
      }),
    );

    expect(host.functions).toEqual([]);
    expect(host.alive).toBe(true);
    expect(statuses).toEqual([
      [404, ''],
      [404, ''],
      [404, ''],
    ]);
    expect(hosts.lines).toContainEqual({
      level: 'error',
      category: 'Host.App',
      text: `Worker was unable to load entry point "main.js": ${message}`,
    });
  });
});

describe('a function in error', () => {
  it('does not serve, says why in the log, and leaves the others alone', async () => {
    const host = await hosts.start({ BREAK: 'routes' });

    const statusOf = async (path: string, method = 'GET') => (await fetch(`${host.url}${path}`, { method })).status;

    expect(hosts.lines.filter(({ level, category }) => level === 'error' && category === 'Host').map(({ text }) => text)).toEqual([
      "The 'echo-again' function is in error: The route specified conflicts with the route defined by function 'echo'.",
      "The 'officials' function is in error: The specified route conflicts with one or more built in routes.",
      "The 'times' function is in error: The specified route conflicts with one or more built in routes.",
    ]);
    expect([await statusOf('/echo/1'), await statusOf('/echo/1', 'PUT')]).toEqual([200, 404]);
    expect([await statusOf('/administration/1'), await statusOf('/runtimes')]).toEqual([404, 404]);
    expect(host.functions.map(({ name }) => name)).toEqual(expect.not.arrayContaining(['echo-again', 'officials', 'times']));
  });
});
