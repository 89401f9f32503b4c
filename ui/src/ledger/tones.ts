import type { CertificateState } from '@/bindings'
import type { Tone } from '@/shared/states'

/** How the state of a certificate is marked; its word comes from the desk. */
export function toneOf(state: CertificateState): Tone {
  switch (state) {
    case 'current':
      return 'done'
    case 'requested':
      return 'wait'
    case 'suspended':
    case 'revoked_pending':
    case 'expired':
      return 'warn'
    case 'wrong':
      return 'block'
    case 'superseded':
    case 'revoked':
      return 'todo'
  }
}
