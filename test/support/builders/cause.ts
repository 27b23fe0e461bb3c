import type { Cause } from '../../../shared/kernel/actor';

export const aCause = (over: Partial<Cause> = {}): Cause => ({
  actor: { kind: 'staff', tenantId: 'tenant-1', objectId: 'clerk-1' },
  action: 'reservation.approve',
  correlationId: 'correlation-1',
  ...over,
});
