import { useHosts } from '../support/host-app/hosts';

const hosts = useHosts('host-app-start');

describe('an app that the host refuses', () => {
  it.each([
    ['its own message when the entry point throws', { BREAK: 'entry' }, 'SIGNING_KEY is missing'],
    ['how the process ended when it exits while loading', { BREAK: 'exit' }, 'exit code 3'],
    ['a function name registered twice', { BREAK: 'duplicate' }, '"echo" is registered already'],
    ['names that differ in case only', { BREAK: 'case' }, 'Echo: is registered twice'],
    ['function keys', { BREAK: 'key' }, 'keyed: authLevel "function" is not covered'],
    ['a schedule that is none', { SCHEDULE: '61 * * * * *' }, "tick: the schedule '61 * * * * *' is not NCRONTAB: second '61'"],
    ['a queue name from a setting that is missing', { BUS: 'Endpoint=sb://127.0.0.1' }, "take: '%QUEUE%' does not resolve"],
  ])('says %s', async (_, settings, message) => {
    await expect(hosts.start(settings as Record<string, string>)).rejects.toThrow(message);
  });
});
