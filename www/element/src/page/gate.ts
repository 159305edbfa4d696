/** What happens before a snapshot is open: reading, checking, unlocking. No rendering here. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { asYongquanError, pageError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Manifest, OpenProgress, Opened, SlotSource } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { clearDevice } from "./device.js";
import type { Cleared } from "./device.js";
import type { LockReason } from "./idle.js";
import { canKeep } from "../storage/database.js";
import { KeptStore } from "./kept.js";
import type { KeptFile } from "./kept.js";
import { SeenStore, clockProblem, pageStorage } from "./seen.js";
import type { ClockProblem, Seen } from "./seen.js";
import { fetched, received } from "./wasm-source.js";

const MS_PER_SECOND = 1_000;

/** Whom to trust: from the page's attributes, or typed by the visitor. */
export interface TrustedPublisher {
  readonly publisherKey: string;
  /** Absent: any register of this publisher. */
  readonly register?: string;
}

/** The key in what a visitor pastes: the whole of `publisher.pub`, or its second line alone. */
export function keyIn(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("untrusted comment:")).pop() ?? "";
}

/** Whether a chosen file is a key slot and not a snapshot. */
export function isSlotFile(file: File): boolean {
  return /\.age$/i.test(file.name);
}

/** Errors that only say that something else took over. */
const SILENT: ReadonlySet<string> = new Set(["page.aborted", "page.superseded", "page.locked"]);

/** What became of files that this browser was asked to keep: it has removed them, or did not take them. */
export type KeptProblem = "lost" | "refused";

/** Told when the snapshot that the page names was fetched and its signature checked. */
export type VerifiedListener = (snapshot: Blob, url: string) => void;

/** What the screen before the open snapshot shows, and what can be done there. */
export class Gate implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  /** The snapshot as it lies on disk or came over the network: ciphertext, so it may stay while the page is locked. */
  #snapshot: Blob | undefined;
  #slotFile: File | undefined;
  #url: string | undefined;
  /** The snapshot that the page brings along; nothing if the visitor chooses one or it is fetched. */
  #given: Blob | undefined;
  #reading: Promise<void> = Promise.resolve();
  readonly #storage = pageStorage();
  readonly #store = new SeenStore(this.#storage);
  readonly #kept = new KeptStore(this.#storage);
  readonly #onVerified: VerifiedListener;
  /** Ends what is under way: reading or unlocking. */
  #abort = new AbortController();
  #unlockStartedMs = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  trust: TrustedPublisher | undefined;
  manifest: Manifest | undefined;
  isReading = false;
  isUnlocking = false;
  /** How far reading or unlocking has come; nothing while neither is under way. */
  progress: OpenProgress | undefined;
  /** What this browser remembers of the snapshots of this register; nothing before the manifest is known. */
  seen: Seen | undefined;
  clockProblem: ClockProblem | undefined;
  /** What was just removed from this device. */
  cleared: Cleared | undefined;
  /** Whether the files shall be kept once they are open: the visitor's wish, or that they were kept before. */
  keepsFiles = false;
  keptProblem: KeptProblem | undefined;
  error: YongquanError | undefined;
  lockReason: LockReason | undefined;
  /** Id of the slot that opened last; absent where a key file does not say. */
  operatorId: string | undefined;

  constructor(host: ReactiveControllerHost, client: YongquanClient, onVerified: VerifiedListener) {
    this.#host = host;
    this.#client = client;
    this.#onVerified = onVerified;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stopClock();
  }

  get hasSnapshot(): boolean {
    return this.#snapshot !== undefined;
  }

  get slotFileName(): string | undefined {
    return this.#slotFile?.name;
  }

  /** Whether there is a file that could be kept: one that the visitor chose. */
  get canKeep(): boolean {
    return canKeep() && (this.#slotFile !== undefined || this.#chosenSnapshot !== undefined);
  }

  /** The snapshot, if the visitor chose it. */
  get #chosenSnapshot(): Blob | undefined {
    return this.#url === undefined && this.#snapshot !== this.#given ? this.#snapshot : undefined;
  }

  /** The sealed snapshot, and where it came from. */
  get source(): { readonly snapshot: Blob; readonly url: string | undefined } | undefined {
    return this.#snapshot === undefined ? undefined : { snapshot: this.#snapshot, url: this.#url };
  }

  /** Whom to trust by now: the publisher may have changed keys since the page was set up. */
  get newestTrust(): TrustedPublisher | undefined {
    return this.trust === undefined ? undefined : { ...this.trust, publisherKey: this.seen?.signer ?? this.trust.publisherKey };
  }

  /** Seconds since unlocking began. */
  get seconds(): number {
    return (Date.now() - this.#unlockStartedMs) / MS_PER_SECOND;
  }

  /** Takes the snapshot that the page brings along, and checks it. */
  giveSnapshot(snapshot: Blob): void {
    this.#given = snapshot;
    this.#url = undefined;
    this.#snapshot = snapshot;
    this.#read();
  }

  /** Fetches the snapshot that the page names, and checks it. */
  fetchSnapshot(url: string): void {
    this.#url = url;
    this.#read(async (signal) => {
      this.#snapshot = undefined;
      const answer = await fetched(url, signal);
      this.#snapshot = await received(answer, (done, total) => this.#show({ stage: "read", done, ...(total !== undefined && { total }) }), signal);
    });
  }

  /** Takes a newer snapshot in place of the one that was open. It is checked again, and asks for the passphrase. */
  replace(snapshot: Blob): void {
    this.#snapshot = snapshot;
  }

  /** Takes chosen or dropped files: a snapshot, a slot file, or both. */
  takeFiles(files: readonly File[]): void {
    const slot = files.find(isSlotFile);
    const snapshot = files.find((file) => !isSlotFile(file));
    if (slot !== undefined) this.#slotFile = slot;
    if (snapshot !== undefined) {
      this.#snapshot = snapshot;
      this.#url = undefined;
      this.#read();
    }
    this.#host.requestUpdate();
  }

  /** Gives the chosen slot file up. */
  giveUpSlot(): void {
    this.#slotFile = undefined;
    this.#host.requestUpdate();
  }

  /** Notes whether the files shall be kept on this device. */
  setKeepsFiles(keepsFiles: boolean): void {
    this.keepsFiles = keepsFiles;
    this.#host.requestUpdate();
  }

  /** Sets whom to trust and checks the snapshot again. */
  setTrust(trust: TrustedPublisher | undefined): void {
    this.trust = trust;
    if (this.hasSnapshot) this.#read();
    if (trust !== undefined) void this.#takeKept(trust);
  }

  /** Takes the files that this browser keeps, in place of those that were not chosen yet. */
  async #takeKept(trust: TrustedPublisher): Promise<void> {
    const kept = await this.#kept.read(trust.register, trust.publisherKey);
    if (kept === undefined || trust !== this.trust) return;
    if (kept === "lost") {
      this.keptProblem = kept;
    } else {
      this.keepsFiles = true;
      if (kept.slot !== undefined) this.#slotFile ??= fileOf(kept.slot);
      if (kept.snapshot !== undefined && this.#snapshot === undefined && this.#url === undefined) {
        this.#snapshot = fileOf(kept.snapshot);
        this.#read();
      }
    }
    this.#host.requestUpdate();
  }

  /** Keeps what was just opened, or keeps nothing any longer: as the visitor wishes. */
  async #keep({ register, publisherKey }: TrustedPublisher): Promise<void> {
    this.keptProblem = undefined;
    if (!this.keepsFiles || !this.canKeep) {
      await this.#kept.remove(register, publisherKey);
      return;
    }
    const chosen = [this.#slotFile, this.#chosenSnapshot] as const;
    const read = await Promise.all(chosen.map(keptFile)).catch(() => undefined);
    const [slot, snapshot] = read ?? [];
    const isKept = read !== undefined && (await this.#kept.write(register, publisherKey, { ...(slot && { slot }), ...(snapshot && { snapshot }) }));
    if (isKept) return;
    this.keptProblem = "refused";
    this.#host.requestUpdate();
  }

  /** Checks the snapshot again: the worker that knew it was ended by a lock. */
  reopen(reason: LockReason): void {
    this.isUnlocking = false;
    this.#stopClock();
    this.lockReason = reason;
    this.#read();
  }

  /** Ends reading or unlocking, and with it the worker and all that it had. The sealed snapshot stays chosen. */
  cancel(): void {
    const wasUnlocking = this.isUnlocking;
    this.#abort.abort();
    if (wasUnlocking) this.#read();
  }

  /** Removes from this device all that the page ever kept on it, and gives the chosen files up. */
  async clearDevice(): Promise<void> {
    const cleared = await clearDevice(this.#storage);
    this.#store.forget();
    this.#slotFile = undefined;
    this.keepsFiles = false;
    this.keptProblem = undefined;
    this.seen = undefined;
    this.clockProblem = undefined;
    this.lockReason = undefined;
    if (this.#url === undefined) this.#snapshot = this.#given;
    if (this.#snapshot === undefined) this.manifest = undefined;
    else this.#read();
    this.cleared = cleared;
    this.#host.requestUpdate();
  }

  /** Shows an error of the page around the element. */
  show(error: YongquanError): void {
    this.error = error;
    this.#host.requestUpdate();
  }

  /** Opens the snapshot; nothing if it could not be opened, and then `error` says why. */
  async unlock(passphrase: string, slotId: string | undefined): Promise<Opened | undefined> {
    this.error = undefined;
    this.lockReason = undefined;
    this.cleared = undefined;
    await this.#reading;
    const { manifest, trust } = this;
    if (manifest === undefined || trust === undefined) return undefined;
    const slot = await this.#slot(manifest, slotId);
    if (slot === undefined) return undefined;
    const { signal } = this.#begin();
    this.isUnlocking = true;
    this.#startClock();
    try {
      const opened = await this.#client.unlock(slot, passphrase, (progress) => this.#show(progress), signal);
      const { signer } = manifest;
      this.operatorId = slot.id;
      this.#store.note(manifest.register, trust.publisherKey, { seq: opened.about.seq, clock: nowS(), ...(signer !== undefined && { signer }) });
      this.seen = this.#store.read(manifest.register, trust.publisherKey);
      void this.#keep(trust);
      return opened;
    } catch (thrown) {
      this.#fail(thrown);
      return undefined;
    } finally {
      this.isUnlocking = false;
      if (!signal.aborted) this.progress = undefined;
      this.#stopClock();
      this.#host.requestUpdate();
    }
  }

  /** The slot to unlock: a chosen slot file goes before those inside. */
  async #slot(manifest: Manifest, slotId: string | undefined): Promise<SlotSource | undefined> {
    const id = slotId ?? manifest.slotsInside[0];
    if (this.#slotFile !== undefined) {
      const bytes = await this.#slotFile.arrayBuffer().catch(() => undefined);
      if (bytes === undefined) this.show(pageError("page.file_failed"));
      if (bytes === undefined) return undefined;
      // A slot file goes by the operator's id, unless somebody has given it another name.
      const named = this.#slotFile.name.replace(/\.age$/, "");
      return { bytes, ...(manifest.slots.some((known) => known.id === named) && { id: named }) };
    }
    if (id === undefined || !manifest.slotsInside.includes(id)) this.show(pageError("page.no_slot"));
    return id === undefined || !manifest.slotsInside.includes(id) ? undefined : { id };
  }

  /** Reads and checks the snapshot, after `before` if there is something to do first. */
  #read(before: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()): void {
    this.manifest = undefined;
    this.error = undefined;
    this.cleared = undefined;
    this.isReading = true;
    const { signal } = this.#begin();
    this.#show({ stage: "read" });
    const reading: Promise<void> = before(signal)
      .then(() => this.#inspect(signal))
      .catch((thrown: unknown) => {
        if (reading === this.#reading) this.#fail(thrown);
      })
      .then(() => {
        if (reading !== this.#reading) return;
        this.isReading = false;
        this.progress = undefined;
        this.#host.requestUpdate();
      });
    this.#reading = reading;
  }

  /** Ends what is under way, so that only the newest can show how far it is. */
  #begin(): AbortController {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#abort;
  }

  async #inspect(signal: AbortSignal): Promise<void> {
    const { trust } = this;
    if (this.#snapshot === undefined || trust === undefined) return;
    const { publisherKey, register } = trust;
    const known = register === undefined ? undefined : this.#store.read(register, publisherKey);
    let manifest = await this.#inspectKnowing(known, trust, signal);
    const seen = this.#store.read(manifest.register, publisherKey);
    // Of which register it is was not known before; now the same rules are held to as if it had been.
    if (register === undefined && seen !== undefined) manifest = await this.#inspectKnowing(seen, trust, signal);
    this.manifest = manifest;
    this.seen = seen;
    this.clockProblem = clockProblem(nowS(), manifest.issued, seen);
    if (this.#url !== undefined) this.#onVerified(this.#snapshot, this.#url);
  }

  /** Checks the snapshot with what was seen before: no lower number, and no key that the publisher has given up. */
  async #inspectKnowing(seen: Seen | undefined, trust: TrustedPublisher, signal: AbortSignal): Promise<Manifest> {
    const bytes = await this.#snapshot?.arrayBuffer().catch(() => undefined);
    if (bytes === undefined) throw pageError("page.file_failed");
    this.#show({ stage: "verify", total: bytes.byteLength });
    const publisherKey = seen?.signer ?? trust.publisherKey;
    return this.#client.inspect(bytes, { ...trust, publisherKey, minSeq: seen?.seq ?? 0, now: nowS() }, signal);
  }

  /** Shows why the snapshot, though it was checked again, is not opened. */
  fail(error: YongquanError): void {
    const reading = this.#reading;
    this.lockReason = undefined;
    void reading.then(() => {
      if (reading === this.#reading) this.show(error);
    });
  }

  #fail(thrown: unknown): void {
    const error = asYongquanError(thrown);
    if (!SILENT.has(error.code)) this.error = error;
    this.#host.requestUpdate();
  }

  #show(progress: OpenProgress): void {
    this.progress = progress;
    this.#host.requestUpdate();
  }

  #startClock(): void {
    this.#stopClock();
    this.#unlockStartedMs = Date.now();
    this.#ticking = setInterval(() => this.#host.requestUpdate(), MS_PER_SECOND / 10);
  }

  #stopClock(): void {
    if (this.#ticking !== undefined) clearInterval(this.#ticking);
    this.#ticking = undefined;
  }
}

/** A chosen file as it is kept. */
async function keptFile(file: Blob | undefined): Promise<KeptFile | undefined> {
  if (file === undefined) return undefined;
  return { name: file instanceof File ? file.name : "", bytes: await file.arrayBuffer() };
}

function fileOf({ name, bytes }: KeptFile): File {
  return new File([bytes], name);
}

/** The clock, in seconds since 1970. */
function nowS(): number {
  return Math.floor(Date.now() / MS_PER_SECOND);
}
