// Who uses these pages: known to the server by a session, or nobody in particular where it has no accounts.
import { api, whenUnknown, type Who } from '../api';

const ROLES: Who['role'][] = ['partner', 'reader', 'analyst', 'reviewer', 'administrator'];

class Session {
  /** Whether the pages may be shown; undefined until the server has said so. */
  open = $state<boolean | undefined>();
  who = $state.raw<Who | undefined>();

  async start(): Promise<void> {
    whenUnknown(() => {
      this.who = undefined;
      this.open = false;
    });
    try {
      this.who = await api.who();
      this.open = true;
    } catch {
      // Where the server does not answer, each part of a page says so.
      this.open ??= true;
    }
  }

  /** Nothing of what somebody saw before stays: the pages begin anew. */
  async logIn(name: string, password: string): Promise<void> {
    await api.logIn(name, password);
    location.reload();
  }

  async logOut(): Promise<void> {
    await api.logOut().catch(() => undefined);
    location.assign('/');
  }

  /** The name that decisions are signed with, if it is not for whoever decides to say. */
  get name(): string | null {
    return this.who?.name ?? null;
  }

  may(least: Who['role']): boolean {
    return !this.who || ROLES.indexOf(this.who.role) >= ROLES.indexOf(least);
  }
}

export const session = new Session();
