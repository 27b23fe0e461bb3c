import { useHosts } from '../support/host-app/hosts';

const hosts = useHosts('host-app-start');

describe('an app that the host refuses', () => {
  it.each([
    ['its own message when the entry point throws', { BREAK: 'entry' }, 'SIGNING_KEY is missing'],
    ['how the process ended when it exits while loading', { BREAK: 'exit' }, 'exit code 3'],
    ['a function name registered twice', { BREAK: 'duplicate' }, '"echo" has already been registered'],
    ['names that differ in case only', { BREAK: 'case' }, 'Echo: is registered twice'],
    ['function keys', { BREAK: 'key' }, 'keyed: authLevel "function" is not covered'],
    ['a schedule that is none', { SCHEDULE: '61 * * * * *' }, "tick: the schedule '61 * * * * *' is not NCRONTAB: second '61'"],
    ['a queue name from a setting that is missing', { BUS: 'Endpoint=sb://127.0.0.1' }, "take: '%QUEUE%' does not resolve"],
  ])('says %s', async (_, settings, message) => {
    await expect(hosts.start(settings as Record<string, string>)).rejects.toThrow(message);
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
