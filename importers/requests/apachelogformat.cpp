#include "importers/requests/apachelogformat.h"

#include "importers/requests/logformatreader.h"

namespace faultline {

const FormatInfo& ApacheLogFormatImporter::info() const
{
    static const FormatInfo info{"apache-log-format", "Access log by a pasted Apache LogFormat", "request", Framing::Lines, Anchor::Start, 1};
    return info;
}

Detection ApacheLogFormatImporter::detect(const SourceHead&) const
{
    return {};    // only the user's format can tell
}

std::unique_ptr<RecordReader> ApacheLogFormatImporter::open(const ReaderContext& context) const
{
    return readerOf(compileApacheLogFormat(context.options.logFormat), context.time);
}

}    // namespace faultline
