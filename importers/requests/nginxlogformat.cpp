#include "importers/requests/nginxlogformat.h"

#include "importers/requests/logformat.h"
#include "importers/requests/logformatreader.h"
#include "importers/requests/pattern.h"

namespace faultline {

const FormatInfo& NginxLogFormatImporter::info() const
{
    static const FormatInfo info{.id = "nginx-log-format",
                                 .title = "Access log by a pasted nginx log_format",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line, or $msec",
                                 .specification = "nginx ngx_http_log_module"};
    return info;
}

Detection NginxLogFormatImporter::detect(const SourceHead&) const
{
    return {};    // only the user's format can tell
}

bool NginxLogFormatImporter::claimsLogFormat(std::string_view text) const
{
    return isNginxLogFormat(text) && !isRequestPattern(text);
}

Result<Anchor> NginxLogFormatImporter::anchorFor(const ImportOptions& options) const
{
    const auto format = compileNginxLogFormat(options.logFormat);
    if (!format)
        return format.error();
    return format->anchor;
}

std::unique_ptr<RecordReader> NginxLogFormatImporter::open(const ReaderContext& context) const
{
    return readerOf(compileNginxLogFormat(context.options.logFormat), context.time);
}

}    // namespace faultline
