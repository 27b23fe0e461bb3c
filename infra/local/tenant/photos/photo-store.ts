import type { CoreParts } from '../../kernel/travel';
import { itemIds } from '../item-ids';
import { LateView } from '../late-view';
import { drawn } from '../mailboxes';
import type { User } from '../model';
import type { TenantOptions } from '../options';

export interface Photo {
  readonly base64: string;
  /** Another one for each write. */
  readonly etag: string;
  readonly width: number;
  readonly height: number;
}

/** The photos of people. */
export class PhotoStore {
  private readonly photos = new Map<string, { current: Photo; readonly shown: LateView<Photo> }>();
  /** Grows with every write. */
  revision = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  put(owner: User, photo: Omit<Photo, 'etag'>): void {
    this.revision += 1;
    const { hex } = itemIds(`photo ${owner.id} ${String(this.revision)}`);
    const current = { ...photo, etag: `"${hex.slice(0, 8).toUpperCase()}"` };
    const kept = this.photos.get(owner.id) ?? { current, shown: new LateView<Photo>() };
    kept.current = current;
    this.photos.set(owner.id, kept);
    const now = this.parts.now();
    kept.shown.show(current, now + Math.max(drawn(this.options.photoLagMs, this.parts.random), 0), now);
  }

  /** As it is now. */
  of(owner: User): Photo | undefined {
    return this.photos.get(owner.id)?.current;
  }

  /** As readers see it by now. */
  shown(owner: User): Photo | undefined {
    return this.photos.get(owner.id)?.shown.at(this.parts.now());
  }
}
