/** A switch of the cloud that is not as on a good day. */
export interface Setting {
  readonly id: string;
  readonly sentence: string;
  readonly reset: () => void;
}
