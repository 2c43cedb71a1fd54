#include "importers/requests/apachelogformat.h"

#include "importers/requests/logformat.h"
#include "importers/requests/logformatreader.h"
#include "importers/requests/pattern.h"

namespace faultline {

const FormatInfo& ApacheLogFormatImporter::info() const
{
    static const FormatInfo info{.id = "apache-log-format",
                                 .title = "Access log by a pasted Apache LogFormat",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset, epoch, or the source's zone",
                                 .specification = "Apache mod_log_config"};
    return info;
}

Detection ApacheLogFormatImporter::detect(const SourceHead&) const
{
    return {};    // only the user's format can tell
}

bool ApacheLogFormatImporter::claimsLogFormat(std::string_view text) const
{
    return !isNginxLogFormat(text) && !isRequestPattern(text) && text.find('%') != std::string_view::npos;
}

Result<Anchor> ApacheLogFormatImporter::anchorFor(const ImportOptions& options) const
{
    const auto format = compileApacheLogFormat(options.logFormat);
    if (!format)
        return format.error();
    return format->anchor;
}

std::unique_ptr<RecordReader> ApacheLogFormatImporter::open(const ReaderContext& context) const
{
    return readerOf(compileApacheLogFormat(context.options.logFormat), context.time);
}

}    // namespace faultline
