import type { EpochMs } from '../../../../shared/kernel/clock';
import type { CoreParts } from '../../kernel/travel';
import { guidOf } from '../guid';
import { LateView } from '../late-view';
import { drawn } from '../mailboxes';
import type { User } from '../model';
import type { TenantOptions } from '../options';
import type { Directory } from '../people/directory';

/** What Graph can manage is the first two; the others are mastered in Exchange (groups-overview.md). */
export type GroupKind = 'security' | 'microsoft365' | 'mail-security' | 'distribution';

export interface NewGroup {
  readonly displayName: string;
  readonly kind: GroupKind;
  readonly id?: string;
  readonly description?: string;
  /** Absent: from the display name. */
  readonly mailNickname?: string;
  /** Address of a group with mail. */
  readonly mail?: string;
  /** The rule by which the directory keeps the members. */
  readonly membershipRule?: string;
  readonly onPremisesSyncEnabled?: boolean;
  readonly isAssignableToRole?: boolean;
  /** Addresses. */
  readonly members?: readonly string[];
}

export interface Group extends Omit<NewGroup, 'members' | 'id' | 'mailNickname'> {
  readonly id: string;
  readonly mailNickname: string;
  readonly createdAt: EpochMs;
  /** Object ids, in the order they came. */
  members: readonly string[];
  readonly shown: LateView<readonly string[]>;
}

/** Groups of the tenant and who is in them. */
export class Groups {
  private readonly byId = new Map<string, Group>();
  /** Grows with every change of a group. */
  revision = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
    private readonly directory: Directory,
  ) {}

  add({ members = [], ...wanted }: NewGroup): Group {
    const group: Group = {
      ...wanted,
      id: wanted.id ?? guidOf(`group ${wanted.displayName}`),
      mailNickname: wanted.mailNickname ?? wanted.displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      createdAt: this.parts.now(),
      members: [],
      shown: new LateView(),
    };
    if (this.find(group.id)) throw new Error(`the tenant has a group '${group.displayName}' already`);
    this.byId.set(group.id.toLowerCase(), group);
    const ids = members.map((address) => {
      const member = this.directory.find(address);
      if (!member) throw new Error(`there is nobody '${address}'`);
      return member.id;
    });
    this.become(group, ids, 0);
    return group;
  }

  find(id: string): Group | undefined {
    return this.byId.get(id.toLowerCase());
  }

  all(): Iterable<Group> {
    return this.byId.values();
  }

  has(group: Group, member: User): boolean {
    return group.members.includes(member.id);
  }

  /** What a person does in the admin centre, or a request that may. Members who are in the group already stay where they are. */
  join(group: Group, members: readonly User[]): void {
    const joining = members.filter((member) => !this.has(group, member)).map(({ id }) => id);
    this.become(group, [...group.members, ...joining], drawn(this.options.directoryLagMs, this.parts.random));
  }

  leave(group: Group, member: User): void {
    const staying = group.members.filter((id) => id !== member.id);
    this.become(group, staying, drawn(this.options.directoryLagMs, this.parts.random));
  }

  /** Those whom readers see in the group by now; who left the tenant is no member. */
  shown(group: Group): readonly User[] {
    return (group.shown.at(this.parts.now()) ?? []).flatMap((id) => this.directory.find(id) ?? []);
  }

  private become(group: Group, members: readonly string[], lagMs: number): void {
    const now = this.parts.now();
    group.members = members;
    group.shown.show(members, now + Math.max(lagMs, 0), now);
    this.revision += 1;
  }
}
