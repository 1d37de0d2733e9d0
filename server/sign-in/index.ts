// Identity providers (OpenID Connect) at the door of staff.
// Owns SignInProvider, SignInProviderVersion, SignInFlow and ExternalIdentity.
export { createSignIn } from './room.ts';
export { signInRoutes } from './routes.ts';
