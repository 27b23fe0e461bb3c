import { onlyOptions } from '../graph/odata/odata';
import type { ServiceRequest } from '../graph/table/operation';
import { notCovered, Refusal } from '../graph/refusal';
import type { TenantAnswer, User } from '../model';
import type { TenantOptions } from '../options';
import type { Directory } from '../people/directory';
import { jpegSize } from './jpeg';
import type { Photo, PhotoStore } from './photo-store';

const JPEG = 'image/jpeg';

/** The photo of a person in Graph v1.0 (profilephoto-get.md, profilephoto-update.md). Refusals are thrown. */
export class Photos {
  constructor(
    private readonly store: PhotoStore,
    private readonly directory: Directory,
    private readonly options: TenantOptions,
  ) {}

  metadata(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'GET photo');
    const owner = this.owner(request);
    const { etag, width, height } = this.photo(owner);
    const body = {
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${owner.id}')/photo/$entity`,
      '@odata.mediaContentType': JPEG,
      '@odata.mediaEtag': etag,
      id: `${String(width)}X${String(height)}`,
      width,
      height,
    };
    return { status: 200, headers: {}, body };
  }

  value(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'GET photo/$value');
    const { etag, base64 } = this.photo(this.owner(request));
    return { status: 200, headers: { etag }, content: { type: JPEG, base64 } };
  }

  /** JPEG only: whether Exchange takes other types is UNVERIFIED. */
  put(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'PUT photo/$value');
    const { content } = request.call;
    if (content?.type !== JPEG) throw notCovered(`a photo of the type ${content?.type ?? 'application/json'}; only ${JPEG} is`);
    const size = jpegSize(Buffer.from(content.base64, 'base64'));
    if (!size) throw notCovered('a photo that is no JPEG');
    const owner = this.owner(request);
    if (!owner.hasMailbox)
      throw new Refusal(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
    this.store.put(owner, { base64: content.base64, ...size });
    return { status: 200, headers: {} };
  }

  private owner({ names: { user = '' } }: ServiceRequest): User {
    const owner = this.directory.find(user);
    if (!owner) throw new Refusal(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
    return owner;
  }

  private photo(owner: User): Photo {
    const photo = this.store.shown(owner);
    if (!photo) throw new Refusal(404, this.options.noPhotoCode, 'The photo was not found.');
    return photo;
  }
}
