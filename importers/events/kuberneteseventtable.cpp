#include "importers/events/kuberneteseventtable.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr FormatInfo eventTableInfo = {.id = "kubernetes-event-table", .title = "Kubernetes events as a table (refused: it has ages, no instants)",
                                       .records = "none", .zone = "none", .specification = "kubectl get events"};

/// "LAST SEEN   TYPE   REASON   OBJECT   MESSAGE", with a namespace before it or further columns between.
bool isHeading(std::string_view line)
{
    return line.find("LAST SEEN") != std::string_view::npos && line.find("TYPE") != std::string_view::npos
        && line.find("REASON") != std::string_view::npos && line.find("MESSAGE") != std::string_view::npos;
}

class Reader final : public RecordReader {
    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        sink.reject("no-time", "The table tells how long ago an event was and not when; 'kubectl get events -A -o json' exports the instants");
    }
};

}    // namespace

const FormatInfo& KubernetesEventTable::info() const
{
    return eventTableInfo;
}

Detection KubernetesEventTable::detect(const SourceHead& head) const
{
    Detection detection;
    if (head.headLines == 0 || !isHeading(head.lines.front()))
        return detection;
    detection.confidence = 92;
    detection.reason = "its first line has the headings of 'kubectl get events'";
    return detection;
}

std::unique_ptr<RecordReader> KubernetesEventTable::open(const ReaderContext&) const
{
    return std::make_unique<Reader>();
}

}    // namespace faultline
