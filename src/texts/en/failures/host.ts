import type { FailureTexts } from '../../failures/failure.ts';
import type {
  AskedOfPerson,
  HostFailures,
  LostBecause,
  ProxyKind,
  UnsupportedOption,
  UnusableIdentity,
} from '../../failures/host.ts';

export const hostFailures: Pick<FailureTexts, keyof HostFailures> = {
  'ssh-client-missing': () => ({
    message: 'The OpenSSH client, which resolves the ssh configuration, cannot be run.',
    nextStep: 'Install it: "apt-get install openssh-client" or "dnf install openssh-clients".',
  }),
  'ssh-folder-unusable': ({ directory, said }) => ({
    message: `No private directory for ssh's connections can be made in ${directory}: ${said}`,
    nextStep: 'Let TMPDIR name a directory that this user can write to.',
  }),
  'ssh-config-invalid': (facts) =>
    facts.at === 'jump'
      ? {
          message: `ProxyJump ${facts.jump} of ${facts.alias} is not valid.`,
          nextStep: 'Write it as [user@]host[:port], several with commas between.',
        }
      : {
          message: `OpenSSH does not accept its configuration for ${facts.alias}: ${facts.said || 'it gave no reason'}`,
          nextStep: `Try "ssh -G -F ${facts.config} -- ${facts.alias}", and correct the file that it names (ssh.config in roundtrip.yaml).`,
        },
  'ssh-option-unsupported': ({ alias, options }) => ({
    message: `The ssh configuration of ${alias} asks for ${options.map(optionWords).join(' and ')}, which ssh.transport: node-ssh cannot use.`,
    nextStep: `${SWITCH}, or give the alias a plain key (IdentityFile) or an agent.`,
  }),
  'host-key-unknown': (facts) =>
    facts.at === 'hop'
      ? hopKeyRefused(facts)
      : {
          message: `The host key of ${facts.alias} (${facts.name}) is not pinned; it showed ${facts.shown}.`,
          nextStep: `Compare that fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then pin it: ${facts.pin}`,
        },
  'host-key-changed': (facts) =>
    facts.at === 'hop'
      ? hopKeyRefused(facts)
      : {
          message: `The host key of ${facts.alias} is not the pinned one: it showed ${facts.shown}, and ${facts.pinned.file} line ${facts.pinned.line} has another (${facts.pinned.type} ${facts.pinned.fingerprint}).`,
          nextStep: `Somebody may be in between. If the owner of the host confirms the new key: ssh-keygen -R '${facts.name}' -f ${facts.pinned.file}, and pin the new one.`,
        },
  'host-key-revoked': ({ alias, file, line, shown }) => ({
    message: `The host key of ${alias} is marked @revoked in ${file} line ${line}: ${shown}.`,
    nextStep: 'Do not connect with it; give the host a new key and pin that.',
  }),
  'host-key-certificate-authority': ({ alias, file, line, pin }) => ({
    message: `${alias} is known only by @cert-authority (${file} line ${line}), and ssh.transport: node-ssh cannot check host certificates.`,
    nextStep: `${SWITCH}, or pin the host's own key beside it: ${pin}`,
  }),
  'host-certificate-refused': ({ alias, file, line, because }) => ({
    message: `${alias} is known by @cert-authority (${file} line ${line}), and ${hostCertificateWords(because)}.`,
    nextStep:
      because === 'none-shown'
        ? 'Have its host key signed by that authority (ssh-keygen -h), and name the certificate in its sshd_config (HostCertificate).'
        : 'Have a new host certificate issued for its name, and reload its sshd ("ssh-keygen -Lf FILE" there shows names and validity).',
  }),
  'login-needs-person': ({ asked, ...target }) => ({
    message: `${targetWords(target)} ${ASKED[asked.kind](asked)}, and nobody can answer that here.`,
    nextStep: ANSWER[asked.kind],
  }),
  'certificate-expired': ({ file, until, ...target }) => ({
    message: `${targetWords(target)} let nobody in: the certificate ${file} expired at ${until} UTC.`,
    nextStep:
      'Have a new one issued, then ask again. What was changed there and is not confirmed undoes itself when its time is up.',
  }),
  'authentication-failed': (facts) => {
    if (facts.at === 'hop')
      return {
        message: `A hop on the way to ${facts.alias} (${proxyWords(facts.proxy)}) refused the login: ${facts.said}`,
        nextStep: 'Check user and key of that hop in the ssh configuration.',
      };
    const offered = facts.offered ? 'accepted none of the keys' : 'needs a key, and there is none to offer';
    const unusable =
      facts.unusable.length === 0
        ? ''
        : ` Not usable: ${facts.unusable.map((each) => identityWords(each)).join('; ')}.`;
    return {
      message: `${targetWords(facts)} ${offered}.${unusable}`,
      nextStep: loginStep(facts),
    };
  },
  'ssh-negotiation-failed': ({ said, ...target }) => ({
    message: `${targetWords(target)} and Roundtrip have no SSH algorithm in common: ${said}`,
    nextStep:
      'Let the server offer modern algorithms (ssh-ed25519, ecdsa or rsa-sha2 host keys, curve25519).',
  }),
  'host-unreachable': (facts, say) => {
    if (facts.at === 'host-by-every-way')
      return {
        message: `${facts.host} could not be reached in any of ${facts.ways.length} ways: ${facts.ways.map(({ alias, failure }) => `${alias}: ${say(failure).message}`).join(' ')}`,
        nextStep: facts.ways[0] === undefined ? '' : say(facts.ways[0].failure).nextStep,
      };
    if (facts.at === 'proxy')
      return {
        message: `${facts.alias} could not be reached by ${proxyWords(facts.proxy)}: ${facts.said || 'it ended without a message'}`,
        nextStep: `Try "ssh ${facts.alias}" by hand, and check that the hop is up.`,
      };
    return {
      message: `${targetWords(facts)} could not be reached: ${unreachableWords(facts)}.`,
      nextStep: `Check that the host is up and that "ssh ${facts.alias}" works from here.`,
    };
  },
  'host-session-refused': ({ host, said }) => ({
    message: `${host} accepted the login but opened no session: ${said}`,
    nextStep: 'Check MaxSessions and ForceCommand in its sshd configuration.',
  }),
  'host-output-too-large': ({ host, megabytes }) => ({
    message: `${host} printed more than ${megabytes} MB; nothing more was read.`,
    nextStep: 'Log in and see what prints so much: a login script, or a listing without end.',
  }),
  'host-overloaded': ({ host }) => ({
    message: `${host} is overloaded: it did not finish in time.`,
    nextStep:
      'Log in and see what keeps it busy (uptime, top, vmstat 1), then ask again; looking changes nothing there.',
  }),
  'host-lost': ({ host, because, during }) => ({
    message: `The connection to ${host} was lost during the work there: ${lostWords(because)}.`,
    nextStep: AFTER_LOSS[during],
  }),
  'host-needs-root': ({ host, said }) => ({
    message: `${host} cannot be asked about its changes: ${said}.`,
    nextStep: 'Let the ssh user use sudo without a password there, or connect as root.',
  }),
  'host-program-failed': (facts) => {
    if (facts.at === 'recheck')
      return {
        message: `${facts.host} did not say what is there of the change.`,
        nextStep: 'Look at the host by hand.',
      };
    if (facts.at === 'answer')
      return {
        message: `${facts.host} answered "${facts.verb}" with: ${facts.said || 'nothing'}`,
        nextStep:
          'Look at the host by hand: the undo that was armed there acts by itself when its time is up.',
      };
    return {
      message: `Roundtrip's program on ${facts.host} ended with status ${facts.status ?? 'unknown'}: ${facts.said || 'it gave no reason'}`,
      nextStep:
        'Log in and see whether "sh" works there for this user; a login shell or ForceCommand may stand in the way.',
    };
  },
  'host-ip-missing': ({ host }) => ({
    message: `The program "ip" is not installed on ${host}.`,
    nextStep: 'Install iproute2 there.',
  }),
  'undo-was-due': ({ host }) => ({
    message: `The change on ${host} took longer than its undo waits, and the undo has begun.`,
    nextStep: 'Log in and see what keeps the host busy (uptime, top, vmstat 1), then ask again.',
  }),
  'host-setup-failed': ({ host, said }) => ({
    message: `${host} could not be prepared: ${said}`,
    nextStep: 'Run the printed script there as root.',
  }),
  'interface-unknown': ({ host, name, known }) => ({
    message: `${host} has no interface ${name}.`,
    nextStep: `Use one that it has: ${known.join(', ')}.`,
  }),
  'probe-from-itself': ({ host }) => ({
    message: `${host} cannot send the probe to itself: that never leaves the host.`,
    nextStep: 'Name another host.',
  }),
};

const SWITCH = 'Set "ssh.transport: openssh" in roundtrip.yaml';

function loginStep({
  alias,
  user,
  unusable,
}: {
  alias: string;
  user: string;
  unusable: readonly UnusableIdentity[];
}): string {
  const kinds = unusable.map(({ kind }) => kind);
  if (kinds.includes('security-key') || kinds.includes('certificate'))
    return `${SWITCH}: it uses certificates and security keys.`;
  if (kinds.includes('refused-certificate'))
    return `Check TrustedUserCAKeys in its sshd_config, and that ${user} is one of the certificate's principals.`;
  return `Check User and IdentityFile of ${alias}, and that the public key stands in ~${user}/.ssh/authorized_keys there.`;
}

const ASKED = {
  'second-factor': () => 'accepted the key and asks for a second factor',
  password: () => 'takes no key and asks for a password',
  touch: (asked: AskedOfPerson) =>
    `accepted ${asked.kind === 'touch' ? `the key ${asked.key}` : 'the key'}, which waited for a touch, a PIN or a confirmation`,
} as const;

const KEY_ALONE =
  'Let its sshd take the key alone for this account (in a Match block: AuthenticationMethods publickey).';
const ANSWER = {
  'second-factor': `${KEY_ALONE} For looking, "ssh.transport: openssh" also uses a connection that a person has opened and shares (ControlMaster, ControlPath).`,
  password: KEY_ALONE,
  touch:
    'Touch the key when it blinks, and ask again. Where nobody is there: a certificate from an agent, or a key made with "ssh-keygen -O no-touch-required".',
} as const;

function hostCertificateWords(because: 'expired' | 'none-shown' | { said: string }): string {
  if (because === 'expired') return 'its host certificate has expired';
  if (because === 'none-shown') return 'shows no certificate that this authority signed';
  return `its host certificate is not valid: ${because.said}`;
}

const AFTER_LOSS = {
  look: 'Check that the host is up, and ask again; looking changes nothing there.',
  change:
    'What was not confirmed there undoes itself when its time is up; ask again for its state when the host is back.',
  recheck: 'Nothing was changed: ask again when the host is back.',
  setup: 'Run it again when the host is back: what stands already stays as it is.',
} as const;

type Target = { alias: string; user: string; hostname: string; port: number };

function targetWords({ alias, user, hostname, port }: Target): string {
  return `${alias} (${user}@${hostname}:${port})`;
}

function proxyWords(proxy: ProxyKind): string {
  return proxy === 'command' ? 'its ProxyCommand' : `ProxyJump ${proxy.jump}`;
}

function hopKeyRefused({ alias, proxy, said }: { alias: string; proxy: ProxyKind; said: string }) {
  return {
    message: `The host key of a hop on the way to ${alias} (${proxyWords(proxy)}) was refused: ${said}`,
    nextStep:
      'Log in to that hop once with ssh by hand, compare the fingerprint with the one its owner gives, and pin it.',
  };
}

function optionWords(option: UnsupportedOption): string {
  switch (option.kind) {
    case 'certificate':
      return `the certificate ${option.file} (CertificateFile)`;
    case 'pkcs11':
      return `the PKCS#11 provider ${option.provider} (PKCS11Provider)`;
    case 'host-based':
      return 'host-based authentication';
    case 'known-hosts-command':
      return 'host keys from a program (KnownHostsCommand)';
  }
}

function identityWords(identity: UnusableIdentity): string {
  switch (identity.kind) {
    case 'no-agent':
      return `the agent's socket ${identity.socket} does not exist`;
    case 'security-key':
      return `${identity.file} is on a security key (sk-*)`;
    case 'certificate':
      return `${identity.file} (a certificate)`;
    case 'refused-certificate':
      return `the certificate ${identity.file} (principals: ${identity.principals.join(', ') || 'none'}) was refused`;
    case 'unreadable':
      return `${identity.file} cannot be read by this user`;
    case 'encrypted':
      return `${identity.file} is encrypted: add it to an ssh agent (ssh-add ${identity.file})`;
    case 'unsupported':
      return `${identity.file} is not a private key that is supported (${identity.said})`;
  }
}

function unreachableWords({
  hostname,
  because,
}: {
  hostname: string;
  because: { seconds: number } | 'name-unknown' | { said: string };
}): string {
  if (because === 'name-unknown') return `the name ${hostname} cannot be resolved`;
  return 'said' in because ? because.said : `no answer within ${because.seconds} s`;
}

function lostWords(because: LostBecause): string {
  if (typeof because === 'object') return because.said;
  return LOST[because];
}

const LOST = {
  closed: 'it was closed',
  'cut-short': 'the answer ended in the middle',
  'no-answer': 'nothing was answered',
} as const;
