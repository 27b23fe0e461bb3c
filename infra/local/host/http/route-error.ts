interface Routed {
  readonly name: string;
  /** Without the prefix of host.json. */
  readonly ownRoute: string;
  readonly methods: readonly string[];
}

/** Why the host puts a function in error, in its words, given those it has accepted; undefined: it serves (ScriptHost.ValidateFunction). */
export function routeError(wanted: Routed, accepted: readonly Routed[]): string | undefined {
  const route = comparable(wanted);
  if (/^(admin|runtime)/.test(route)) return 'The specified route conflicts with one or more built in routes.';
  const rival = accepted.find((other) => comparable(other) === route && other.methods.some((method) => wanted.methods.includes(method)));
  return rival && `The route specified conflicts with the route defined by function '${rival.name}'.`;
}

/** As text: `x/{id}` and `x/{name}` are two routes to the host, and the function whose name sorts first serves both. */
function comparable({ ownRoute }: Routed): string {
  return ownRoute.replace(/^\/+|\/+$/g, '').toLowerCase();
}
