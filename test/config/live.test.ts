import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadLiveConfig } from '../../src/config/index.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-live-'));
  file = join(directory, 'roundtrip.yaml');
  write('U0ADMIN');
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(...approvers: string[]): void {
  writeFileSync(file, `hosts: { server-b: {} }\napproval: { approvers: [${approvers.join(', ')}] }\n`);
}

describe('the configuration while the program runs', () => {
  it('is read again when its file has changed', () => {
    const live = loadLiveConfig({ file });
    const { approval } = live.config;

    write('U0SECOND');

    expect(approval.approvers).toEqual(['U0ADMIN']);
    expect(live.current().approval.approvers).toEqual(['U0SECOND']);
    expect(live.config.approval.approvers).toEqual(['U0SECOND']);
  });

  it('is read again when the file was replaced by another of the same size', () => {
    const live = loadLiveConfig({ file });
    const other = `${file}.new`;
    writeFileSync(other, 'hosts: { server-b: {} }\napproval: { approvers: [U0OTHER] }\n');

    renameSync(other, file);

    expect(live.current().approval.approvers).toEqual(['U0OTHER']);
  });

  it('allows nothing where it cannot be read, and shows what it was', () => {
    const told: string[] = [];
    const live = loadLiveConfig({ file }, (outcome) => told.push(Object.keys(outcome).join()));

    writeFileSync(file, 'approval: { aprovers: [U0ADMIN] }\n');
    expect(() => live.current()).toThrow('aprovers');
    expect(() => live.current()).toThrow('aprovers');
    rmSync(file);
    expect(() => live.current()).toThrow('no configuration file');
    expect(live.config.approval.approvers).toEqual(['U0ADMIN']);

    write('U0THIRD');
    expect(live.current().approval.approvers).toEqual(['U0THIRD']);
    expect(told).toEqual(['error', 'error', 'config']);
  });

  it('is read again when it is told to', () => {
    let reads = 0;
    const live = loadLiveConfig({ file }, () => {
      reads += 1;
    });

    live.current();
    live.reload();
    live.current();

    expect(reads).toBe(1);
  });

  it('keeps what the process was started with: where it is, and its data', () => {
    const live = loadLiveConfig({ file });

    writeFileSync(file, 'audit: { anchorFile: ./elsewhere }\n');

    expect(live.config.audit.anchorFile).toBe(join(directory, 'audit.anchor'));
    expect(Object.keys(live.config)).toEqual(Object.keys(live.current()));
  });
});
