/* Help of the commands that change something: what each does, its options, examples. */

const fix = {
  summary: 'fix it after approval, or undo it',
  description:
    'diagnose, and apply a fix after approval: it is undone unless it is proven to work. Several interfaces with the same fault (eth1,eth2) are fixed in one change, all or none',
  remedy:
    'the fix to apply, by its ID in the diagnosis: policy-routing, loose-rp-filter … (default: the recommended one)',
  persist: 'keep it after a reboot: what its owner needs is written once the fix is verified',
  also: 'fix the other interfaces too that the same cause stops, in the same change',
  key: 'SSH key to sign with, where the host verifies approvals by itself',
  ticket: 'change ticket, recorded with the approval (change.ticket)',
  dryRun: 'only print the plan',
  examples: {
    recommended: 'the recommended fix: plan, approval, change, proof, or back',
    dryRun: 'only the plan of a certain fix',
    persist: 'keep it after a reboot',
  },
};

const approve = {
  summary: 'sign a plan that waits',
  description:
    'sign the plan of a triage with your own SSH key, for hosts that verify approvals themselves (approval.hostVerified)',
  key: 'private key, or public key of one in the agent (default: the usual one in ~/.ssh)',
  ticket: 'change ticket, recorded with the approval (change.ticket)',
  host: "the host's name, where approval.mistapGuard asks for it",
  examples: { plain: 'shows the commands, asks, and signs', key: 'with a key of the agent' },
};

const persist = {
  summary: 'keep a fix after a reboot',
  description: 'keep a committed fix after a reboot of the host, under the same policy',
  examples: { plain: 'shows the files that are written, and asks' },
};

const recheck = {
  summary: 'does a fix still stand and work?',
  description: 'check whether a committed fix still stands and works, and who removed it',
  examples: { plain: 'changes nothing' },
};

const undo = {
  summary: 'roll a fix back',
  description: 'roll a committed fix back, under the same policy',
  examples: { plain: 'the host is as it was before' },
};

export const helpChange = { approve, fix, persist, recheck, undo };
