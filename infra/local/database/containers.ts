import { ContainerStore } from './store';
import { containerRid } from './rids';

export interface IndexedPath {
  readonly path: string;
  readonly order: 'ascending' | 'descending';
}

/** The form of infra/containers.json. */
export interface ContainersFile {
  readonly database: string;
  readonly containers: Readonly<
    Record<
      string,
      {
        readonly partitionKey: string;
        readonly defaultTtl?: number;
        readonly compositeIndexes?: readonly (readonly { readonly path: string; readonly order: string }[])[];
      }
    >
  >;
}

/** The containers of the one database, which exist from the start. */
export class Containers {
  readonly database: string;
  private readonly stores = new Map<string, ContainerStore>();
  private readonly indexes = new Map<string, readonly (readonly IndexedPath[])[]>();
  private etags = 0;

  constructor(file: ContainersFile) {
    this.database = file.database;
    for (const [place, [name, properties]] of Object.entries(file.containers).entries()) {
      if (properties.partitionKey !== '/pk') throw new Error(`Container ${name}: only the partition key /pk is covered.`);
      this.stores.set(name, new ContainerStore({ rid: containerRid(place), defaultTtl: properties.defaultTtl }, () => this.nextEtag()));
      this.indexes.set(
        name,
        (properties.compositeIndexes ?? []).map((paths) =>
          paths.map(({ path, order }) => ({ path, order: order === 'descending' ? order : 'ascending' })),
        ),
      );
    }
  }

  names(): readonly string[] {
    return [...this.stores.keys()];
  }

  store(name: string): ContainerStore | undefined {
    return this.stores.get(name);
  }

  compositeIndexes(name: string): readonly (readonly IndexedPath[])[] {
    return this.indexes.get(name) ?? [];
  }

  private nextEtag(): string {
    this.etags += 1;
    return `"${this.etags.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000"`;
  }
}
