import { mailboxLane } from '../../../shared/microsoft/model';
import { newGate, type Gate } from '../../../shared/sync/lane/gate';
import { newLane, type Lane } from '../../../shared/sync/lane/lane';
import { ELM, OAK } from './sync-item';

export const OAK_LANE = mailboxLane(OAK);
export const ELM_LANE = mailboxLane(ELM);

export const aLane = (over: Partial<Lane> = {}): Lane => ({ ...newLane(OAK_LANE), ...over });

export const aGate = (over: Partial<Gate> = {}): Gate => ({ ...newGate('gate'), ...over });
