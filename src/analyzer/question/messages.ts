import type { Message } from '../model/index.ts';
import type { QuestionFound, QuestionRefused } from './found.ts';

/** What was taken as the question, and why. */
export function takenMessage({ flow, hostName, taken }: QuestionFound): Message {
  const { protocol, from, to, port, interface: name, own } = flow;
  return {
    key: 'question.taken',
    protocol,
    to,
    interface: name,
    because: taken,
    ...(from === undefined ? {} : { from }),
    ...(port === undefined ? {} : { port }),
    ...(hostName === undefined ? {} : { host: hostName }),
    ...(own === undefined ? {} : { own }),
  };
}

/** Why no question can be taken, and what to do about it. */
export function refusalMessages(refused: QuestionRefused): { message: Message; nextStep: Message } {
  switch (refused.reason) {
    case 'no-console':
      return { message: { key: 'question.no-console' }, nextStep: { key: 'question.no-console.next' } };
    case 'several-hosts': {
      const { hosts, to } = refused;
      const host = hosts.find((name) => name !== '');
      return {
        message: { key: 'question.several-hosts', hosts, ...(to === undefined ? {} : { to }) },
        nextStep: { key: 'question.several-hosts.next', ...(host === undefined ? {} : { host }) },
      };
    }
    case 'host-unknown':
      return {
        message: { key: 'question.host-unknown', host: refused.host },
        nextStep: { key: 'question.host-unknown.next', hosts: refused.hosts },
      };
    case 'interface-unknown':
      return {
        message: { key: 'question.interface-unknown', interface: refused.interface },
        nextStep: {
          key: 'question.interface-unknown.next',
          interfaces: refused.interfaces,
          ...(refused.like === undefined ? {} : { like: refused.like }),
        },
      };
    case 'interface-local':
      return {
        message: { key: 'question.interface-local' },
        nextStep: { key: 'question.interface-local.next', interfaces: refused.interfaces },
      };
    case 'address-unfit': {
      const { flag, address, is, own } = refused;
      return {
        message: { key: 'question.address-unfit', flag, address, is },
        nextStep: { key: 'question.address-unfit.next', flag, own, is: is.kind },
      };
    }
    case 'not-an-interface': {
      const { typed, interface: name, port } = refused;
      return {
        message: { key: 'question.not-an-interface', typed },
        nextStep: {
          key: 'question.not-an-interface.next',
          interface: name,
          ...(port === undefined ? {} : { port }),
        },
      };
    }
  }
}
