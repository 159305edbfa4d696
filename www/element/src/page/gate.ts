/** What happens before a snapshot is open: reading, checking, unlocking. No rendering here. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { YongquanError, asYongquanError, pageError } from "../shared/errors.js";
import type { Manifest, Opened, SlotSource } from "../shared/protocol.js";
import type { UnlockStage, YongquanClient } from "./client.js";
import type { LockReason } from "./idle.js";
import { fetched } from "./wasm-source.js";

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

/** What the screen before the open snapshot shows, and what can be done there. */
export class Gate implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  /** The snapshot as it lies on disk or came over the network: ciphertext, so it may stay while the page is locked. */
  #snapshot: Blob | undefined;
  #slotFile: File | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** Highest sequence number seen by this page: an older snapshot is refused after it. */
  #highestSeq = 0;
  #unlockStartedMs = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  trust: TrustedPublisher | undefined;
  manifest: Manifest | undefined;
  isReading = false;
  /** The stage that unlocking is in; nothing while it is not under way. */
  stage: UnlockStage | undefined;
  error: YongquanError | undefined;
  lockReason: LockReason | undefined;

  constructor(host: ReactiveControllerHost, client: YongquanClient) {
    this.#host = host;
    this.#client = client;
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

  /** Seconds since unlocking began. */
  get seconds(): number {
    return (Date.now() - this.#unlockStartedMs) / MS_PER_SECOND;
  }

  /** Fetches the snapshot that the page names, and checks it. */
  fetchSnapshot(url: string): void {
    this.#read(async () => {
      this.#snapshot = await (await fetched(url)).blob();
    });
  }

  /** Takes chosen or dropped files: a snapshot, a slot file, or both. */
  takeFiles(files: readonly File[]): void {
    const slot = files.find(isSlotFile);
    const snapshot = files.find((file) => !isSlotFile(file));
    if (slot !== undefined) this.#slotFile = slot;
    if (snapshot !== undefined) {
      this.#snapshot = snapshot;
      this.#read();
    }
    this.#host.requestUpdate();
  }

  /** Sets whom to trust and checks the snapshot again. */
  setTrust(trust: TrustedPublisher | undefined): void {
    this.trust = trust;
    if (this.hasSnapshot) this.#read();
  }

  /** Checks the snapshot again: the worker that knew it was ended by a lock. */
  reopen(reason: LockReason): void {
    this.stage = undefined;
    this.#stopClock();
    this.lockReason = reason;
    this.error = undefined;
    this.#read();
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
    await this.#reading;
    if (this.manifest === undefined) return undefined;
    const slot = await this.#slot(this.manifest, slotId);
    if (slot === undefined) return undefined;
    this.#startClock();
    try {
      const opened = await this.#client.unlock(slot, passphrase, (stage) => this.#enter(stage));
      this.#highestSeq = Math.max(this.#highestSeq, opened.about.seq);
      return opened;
    } catch (thrown) {
      this.#fail(thrown);
      return undefined;
    } finally {
      this.stage = undefined;
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
      return bytes === undefined ? undefined : { bytes };
    }
    if (id === undefined || !manifest.slotsInside.includes(id)) this.show(pageError("page.no_slot"));
    return id === undefined || !manifest.slotsInside.includes(id) ? undefined : { id };
  }

  /** Reads and checks the snapshot, after `before` if there is something to do first. */
  #read(before: () => Promise<void> = () => Promise.resolve()): void {
    this.manifest = undefined;
    this.error = undefined;
    this.isReading = true;
    this.#host.requestUpdate();
    const reading: Promise<void> = before()
      .then(() => this.#inspect())
      .catch((thrown: unknown) => {
        if (reading === this.#reading) this.#fail(thrown);
      })
      .then(() => {
        if (reading !== this.#reading) return;
        this.isReading = false;
        this.#host.requestUpdate();
      });
    this.#reading = reading;
  }

  async #inspect(): Promise<void> {
    if (this.#snapshot === undefined || this.trust === undefined) return;
    const bytes = await this.#snapshot.arrayBuffer().catch(() => undefined);
    if (bytes === undefined) throw pageError("page.file_failed");
    const now = Math.floor(Date.now() / MS_PER_SECOND);
    this.manifest = await this.#client.inspect(bytes, { ...this.trust, minSeq: this.#highestSeq, now });
  }

  #fail(thrown: unknown): void {
    const error = asYongquanError(thrown);
    if (!SILENT.has(error.code)) this.error = error;
    this.#host.requestUpdate();
  }

  #enter(stage: UnlockStage): void {
    this.stage = stage;
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
