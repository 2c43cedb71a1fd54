#include "importers/requests/nginxlogformat.h"

#include "importers/requests/logformatreader.h"

namespace faultline {

const FormatInfo& NginxLogFormatImporter::info() const
{
    static const FormatInfo info{"nginx-log-format", "Access log by a pasted nginx log_format", "request", Framing::Lines, Anchor::End, 1};
    return info;
}

Detection NginxLogFormatImporter::detect(const SourceHead&) const
{
    return {};    // only the user's format can tell
}

std::unique_ptr<RecordReader> NginxLogFormatImporter::open(const ReaderContext& context) const
{
    return readerOf(compileNginxLogFormat(context.options.logFormat), context.time);
}

}    // namespace faultline
