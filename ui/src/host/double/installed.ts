/** What the double's counter has installed: two projects, one agreement, one damaged folder. */
import type {
  AgreementLine,
  AgreementText,
  Installed,
  InstallAgreement,
  PermitPrinting,
} from '../../bindings'
import { refuse } from './answers'
import type { World } from './world'

export function makeInstalled(world: Pick<World, 'who' | 'now'>) {
  const texts = new Map<number, string>()
  const agreement: AgreementLine = {
    id: 'service',
    title: '数字证书服务协议',
    forms: ['数字证书申请表与服务协议'],
    published: '网站 https://www.nmgca.com.cn',
    current: null,
    earlier: [],
  }
  const installed: Installed = {
    projects: [
      {
        id: 'netca-gd-ylbx',
        name: '广东省机关事业单位养老保险网上服务系统',
        ca: '网证通',
        version: '2026.2',
        forms: 3,
        own: false,
        agreements: [],
        permitted: null,
      },
      {
        id: 'nmgca',
        name: '内蒙古自治区政府采购',
        ca: '内蒙古数字证书认证有限公司',
        version: '2021.1',
        forms: 6,
        own: false,
        agreements: [agreement],
        permitted: null,
      },
      {
        id: 'example-ca',
        name: '示例项目',
        ca: '示例 CA',
        version: '1',
        forms: 1,
        own: true,
        agreements: [],
        permitted: null,
      },
    ],
    problems: [
      {
        code: 'project-format',
        leftOut: true,
        file: 'made-up/project.toml',
        line: 12,
        column: 1,
        message: '不认识的项“titel”，可用：title',
        remedy: '请按 forms/README.md 和 forms/project.schema.json 改正所指之处',
      },
    ],
    folder: '/home/counter/.local/share/counterfoil/projects',
  }
  const shown = (text: string): AgreementText => ({
    text,
    sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    characters: [...text.replace(/\s/g, '')].length,
    encoding: 'UTF-8',
  })
  return {
    handlers: {
      installed: () => installed,
      agreement_text: ({ id }: { id: number }) => shown(texts.get(id) ?? ''),
      install_agreement: ({ version, dated, text }: InstallAgreement) => {
        const id = texts.size + 1
        texts.set(id, text)
        if (agreement.current) agreement.earlier.unshift(agreement.current)
        const { sha256, characters } = shown(text)
        agreement.current = { id, version, dated, sha256, characters, by: world.who(), at: world.now() }
        return installed
      },
      permit_printing: ({ project, reason }: PermitPrinting) => {
        const found = installed.projects.find((p) => p.id === project)
        if (found) found.permitted = { day: world.now().slice(0, 10), by: world.who(), reason }
        return installed
      },
    },
    upload: {
      read_agreement: (_name: string, _about: number, data: Uint8Array) => {
        const text = new TextDecoder().decode(data)
        if (text.trim() === '')
          throw refuse('agreement-empty', '协议文本是空的', '请确认选对了文件；文件里应是 CA 现行协议的全文')
        return shown(text)
      },
    },
  }
}
