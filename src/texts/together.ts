import type { OpenQuestion } from '../analyzer/model/index.ts';

/** Questions that differ in the interface alone, as one that names each: a reader wants to know once what was taken for granted. */
export function together<Asked extends object>(asked: readonly Asked[]): Asked[] {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = JSON.stringify(isAboutAddresses(one) ? withDevice(one, '') : one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const devices = group.filter(isAboutAddresses).map(({ question }) => question.device);
    return group
      .slice(0, 1)
      .map((one) => (isAboutAddresses(one) ? withDevice(one, devices.join(', ')) : one));
  });
}

type AboutAddresses = { question: Extract<OpenQuestion, { about: 'addresses' }> };

function isAboutAddresses<Asked extends object>(asked: Asked): asked is Asked & AboutAddresses {
  const { question } = asked as Partial<AboutAddresses>;
  return question?.about === 'addresses';
}

function withDevice<Asked extends AboutAddresses>(asked: Asked, device: string): Asked {
  return { ...asked, question: { ...asked.question, device } };
}
