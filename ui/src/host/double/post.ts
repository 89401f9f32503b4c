/** The parcels of the double: what was put down in this session. Made-up data only. */
import type { ById, ParcelLine, ParcelReceived, Parcels, SendPinLetter, TakeParcel } from '../../bindings'
import { closed, open, refuse } from './answers'

export function makePost(now: () => string) {
  const of = new Map<number, ParcelLine[]>()

  function view(id: number): Parcels {
    const lines = of.get(id) ?? []
    return { lines, mayTake: open, maySendPin: closed('UKey 还没有寄出'), address: '' }
  }
  function take(args: TakeParcel): Parcels {
    if (args.beside.login === '') throw refuse('beside-missing', '这一步要复核员在旁', '请复核员到窗口来')
    const line: ParcelLine = {
      id: args.id * 100 + (of.get(args.id)?.length ?? 0),
      word: '收到',
      holds: args.holds,
      courier: `${args.courier} ${args.tracking}`,
      address: '',
      at: now(),
      by: `林小雨、${args.beside.login}`,
      received: null,
      mayReceive: false,
    }
    of.set(args.id, [...(of.get(args.id) ?? []), line])
    return view(args.id)
  }

  return {
    handlers: {
      parcels: ({ id }: ById) => view(id),
      take_parcel: take,
      send_pin_letter: (args: SendPinLetter): Parcels => {
        throw refuse('pin-letter-post', view(args.id).maySendPin.reason, 'UKey 寄出以后改日再寄')
      },
      parcel_received: (args: ParcelReceived): Parcels => {
        throw refuse('parcel-received', `快递 ${args.id} 不用再登记签收`, '请刷新（F5）看现状')
      },
    },
  }
}
