#include "importers/requests/w3cextended.h"

#include "importers/requests/fieldsreader.h"

namespace faultline {

namespace {

constexpr FieldsFormat format{.usualFields = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
                                             "cs(Referer) sc-status sc-substatus sc-win32-status time-taken"};

}    // namespace

const FormatInfo& W3cExtendedImporter::info() const
{
    static const FormatInfo info{.id = "w3c-extended",
                                 .title = "W3C extended log (IIS, HTTP.sys and others)",
                                 .records = "request",
                                 .framing = Framing::OrderedLines,
                                 .anchor = Anchor::End,
                                 .zone = "UTC; source's zone for date-local",
                                 .specification = "W3C extended log file format; IIS, W3C logging fields"};
    return info;
}

Detection W3cExtendedImporter::detect(const SourceHead& head) const
{
    Detection detection;
    for (const std::string_view line : head.lines) {
        if (!startsWithIgnoringCase(line, "#Fields:"))
            continue;
        const FieldsColumns columns = FieldsColumns::of(line.substr(sizeof("#Fields:") - 1));
        const bool hasTime = columns.has(FieldsColumns::Place::Time) || columns.has(FieldsColumns::Place::TimeOfServer);
        if (!hasTime || !columns.describesRequests())
            continue;
        detection.confidence = 95;
        detection.reason = "a #Fields line names a time and parts of a request";
        break;
    }
    if (detection.confidence == 0)
        detection = censusOfUsualFields(head, format).detection("entries with the usual fields of IIS", 85);
    settleAnchor(detection, Anchor::End, Basis::Specification, "the time is that of the completed transaction");
    return detection;
}

std::unique_ptr<RecordReader> W3cExtendedImporter::open(const ReaderContext& context) const
{
    return std::make_unique<FieldsReader>(format, context.time);
}

}    // namespace faultline
