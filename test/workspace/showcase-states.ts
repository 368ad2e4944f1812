import type { Page } from 'playwright-core';

/** A state of the page, reached as a person reaches it from a freshly opened page. */
export interface State {
  name: string;
  /** What stands after `/?`. */
  query: string;
  reach: (page: Page) => Promise<unknown>;
}

const NET_OPS = 'as=on-call&in=%23net-ops';

async function openForm(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Shortcuts' }).click();
  await page.getByRole('menuitem', { name: /Check an interface/ }).click();
  await page.getByRole('dialog', { name: 'Check an interface' }).waitFor();
}

/** @param cardTs the message with the thread */
export function statesOf(cardTs: string): State[] {
  const thread = `${NET_OPS}&thread=${cardTs}`;
  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name }).waitFor();
  return [
    { name: 'channel', query: NET_OPS, reach: (page) => page.getByText('Only an approver').waitFor() },
    { name: 'thread', query: thread, reach: (page) => page.getByText('Reply 1: what').waitFor() },
    {
      name: 'evidence opened',
      query: NET_OPS,
      reach: async (page) => {
        await page.getByText('Evidence').click();
        await page.getByText('rp_filter = 1').waitFor();
      },
    },
    {
      name: 'menu of a message',
      query: NET_OPS,
      reach: async (page) => {
        await page.getByRole('article').first().getByRole('button', { name: 'More actions' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menuitem', { name: /Explain this/ }).waitFor();
      },
    },
    {
      name: 'suggestions',
      query: NET_OPS,
      reach: async (page) => {
        await page.getByRole('textbox', { name: 'Message #net-ops' }).pressSequentially('/');
        await page.getByRole('option', { name: /Check an interface/ }).waitFor();
      },
    },
    {
      name: 'confirm dialog',
      query: NET_OPS,
      reach: async (page) => {
        await page.getByRole('button', { name: /recommended/ }).click();
        await dialog(page, 'Change server-b?');
      },
    },
    { name: 'form', query: NET_OPS, reach: openForm },
    {
      name: 'options of a form',
      query: NET_OPS,
      reach: async (page) => {
        await openForm(page);
        await page.getByRole('combobox', { name: 'Host' }).pressSequentially('ser');
        await page.getByRole('option', { name: 'server-b' }).waitFor();
      },
    },
    {
      name: 'form with errors',
      query: NET_OPS,
      reach: async (page) => {
        await openForm(page);
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await page.getByText('Please complete this required field.').first().waitFor();
      },
    },
    {
      name: 'second dialog',
      query: NET_OPS,
      reach: async (page) => {
        await openForm(page);
        await page.getByRole('button', { name: 'More …' }).click();
        await dialog(page, 'More');
      },
    },
    {
      name: 'Home tab',
      query: 'as=on-call&in=roundtrip&tab=home',
      reach: (page) => page.getByRole('heading', { name: 'Standing fixes' }).waitFor(),
    },
    {
      name: 'direct message',
      query: 'as=on-call&in=roundtrip',
      reach: (page) => page.getByText('Please').waitFor(),
    },
    {
      name: 'empty channel',
      query: 'as=on-call&in=%23random',
      reach: (page) => page.getByText('/invite').waitFor(),
    },
    {
      name: 'another person',
      query: 'as=net-admin&in=%23net-ops',
      reach: (page) => page.getByText('Evidence').waitFor(),
    },
  ];
}

/** On a phone, the list of conversations is a drawer. */
export const DRAWER: State = {
  name: 'list of conversations',
  query: NET_OPS,
  reach: async (page) => {
    await page.getByRole('button', { name: /Conversations/ }).click();
    await page.getByRole('button', { name: 'Close the list' }).waitFor();
  },
};
