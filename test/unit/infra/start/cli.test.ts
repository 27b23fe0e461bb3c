import { HELP, readArguments } from '../../../../infra/local/cli';
import { portsFrom } from '../../../../infra/local/ports';

describe('the arguments of npm start', () => {
  it('default to one instance on 7071 in a city that is filled', () => {
    expect(readArguments([], {})).toEqual({ empty: false, json: false, help: false, port: 7071, instances: 1, fill: true });
  });

  it('leave the city as it is for --no-fill, INSTEP_DEMO_FILL=0 and --empty', () => {
    expect(readArguments(['--no-fill'], {}).fill).toBe(false);
    expect(readArguments([], { INSTEP_DEMO_FILL: '0' }).fill).toBe(false);
    expect(readArguments([], { INSTEP_DEMO_FILL: '1' }).fill).toBe(true);
    expect(readArguments(['--empty'], {}).fill).toBe(false);
  });

  it('and what to try next are all in the help', () => {
    const named = ['--empty', '--no-fill', '--port N', '--instances N', '1 to 8', '--json', 'npm run tour', 'run --silent token'];

    expect(named.filter((one) => !HELP.includes(one))).toEqual([]);
  });

  it('take the port from --port before PORT', () => {
    expect(readArguments([], { PORT: '8000' }).port).toBe(8000);
    expect(readArguments(['--port', '9000'], { PORT: '8000' }).port).toBe(9000);
  });

  it.each([
    [['--port', 'abc'], "not 'abc'"],
    [['--port', '65531'], 'from 1 to 65530'],
    [['--instances', '0'], "not '0'"],
    [['--instances', '9'], 'from 1 to 8'],
    [['--emtpy'], "'--emtpy'"],
  ])('are refused by name: %s', (args, message) => {
    expect(() => readArguments(args, {})).toThrow(message);
  });
});

describe('the ports of a cloud', () => {
  it('follow the base port in a fixed order', () => {
    expect(portsFrom(7071)).toEqual({ api: 7071, viewer: 7072, tenant: 7073, bus: 7074, database: 7075, vault: 7076 });
  });

  it('are all chosen by the system for base 0', () => {
    expect(new Set(Object.values(portsFrom(0)))).toEqual(new Set([0]));
  });
});
