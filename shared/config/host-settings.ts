type Environment = Readonly<Record<string, string | undefined>>;

/** Names that the Functions host or the platform reads, and that look like ours. */
export const HOST_NAMES: readonly RegExp[] = [
  /^SERVICE_BUS_CONNECTION__(?:credential|clientId|tenantId)$/i,
  // App Service, its sign-in and its managed identity.
  /^(?:WEBSITE|AZUREWEBJOBS|FUNCTIONS|APPSETTING|CUSTOMCONNSTR|APPINSIGHTS|APPLICATIONINSIGHTS|IDENTITY|MSI|ORYX|SCM|NODE)_/i,
  /^MICROSOFT_PROVIDER_AUTHENTICATION_SECRET$/i,
];

/** What the host would do other than meant, told from its settings: it starts all the same, and the app would not learn of it. */
export function hostWarnings(present: Environment, isPublic: boolean): readonly string[] {
  return [...homepage(present), ...(isPublic ? storage(present) : []), ...queueIdentity(present), ...switchedOff(present)];
}

const homepage = ({ AzureWebJobsDisableHomepage: text }: Environment): readonly string[] =>
  text?.toLowerCase() === 'true' ? [] : ['AzureWebJobsDisableHomepage is not true: the host shows a page of its own at /'];

/** By connection string, or by identity: `AzureWebJobsStorage__accountName` and the like. */
const storage = (present: Environment): readonly string[] =>
  Object.keys(present).some((name) => /^AzureWebJobsStorage(?:$|__(?:accountName|blobServiceUri)$)/i.test(name))
    ? []
    : ['AzureWebJobsStorage is missing: timers keep their state there, without it no sweep runs'];

const QUEUE = 'SERVICE_BUS_CONNECTION';

/** The host reads the queue by an identity of its own choice: a user-assigned one it must be told ("Azure Functions: identity-based connections"). */
function queueIdentity(present: Environment): readonly string[] {
  const identity = present['MICROSOFT_MANAGED_IDENTITY_CLIENT_ID'];
  if (present[`${QUEUE}__fullyQualifiedNamespace`] === undefined || identity === undefined) return [];
  const told = present[`${QUEUE}__clientId`];
  if (present[`${QUEUE}__credential`]?.toLowerCase() !== 'managedidentity' || told === undefined)
    return [
      `${QUEUE}__credential (managedidentity) and ${QUEUE}__clientId are missing: the host reads the queue by the system-assigned identity, not by that of MICROSOFT_MANAGED_IDENTITY_CLIENT_ID`,
    ];
  return told.toLowerCase() === identity.toLowerCase()
    ? []
    : [
        `${QUEUE}__clientId and MICROSOFT_MANAGED_IDENTITY_CLIENT_ID differ: the host reads the queue by another identity than the app sends by`,
      ];
}

/** "How to disable functions in Azure Functions"; Linux has an underscore for each dot. */
const switchedOff = (present: Environment): readonly string[] =>
  Object.entries(present).flatMap(([name, value]) => {
    const [, disabled] = /^AzureWebJobs[._](.+)[._]Disabled$/i.exec(name) ?? [];
    return disabled !== undefined && /^(?:true|1)$/i.test(value ?? '')
      ? [`${name} is ${value ?? ''}: the function ${disabled} does not run`]
      : [];
  });
