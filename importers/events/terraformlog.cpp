#include "importers/events/terraformlog.h"

#include "app/base/text.h"

namespace faultline {

namespace {

const EventMapping change{.kind = "deploy",
                          .start = {"@timestamp"},
                          .title = {"@message"},
                          .service = {"hook.resource.module"},
                          .fields = {{"action", "hook.action"},
                                     {"resource", "hook.resource.addr"},
                                     {"resource_type", "hook.resource.resource_type"},
                                     {"elapsed_seconds", "hook.elapsed_seconds"}}};

const EventMapping message{
    .kind = "note", .start = {"@timestamp"}, .title = {"@message"}, .fields = {{"type", "type"}, {"level", "@level"}}};

class Reader final : public MappingReader {
public:
    explicit Reader(const TimeSettings& settings) : MappingReader(settings, {{}, "message"}) { }

private:
    void object(const Json& object, RecordSink& sink) override
    {
        const std::string type = jsonString(object, "type");
        const std::string address = jsonString(object, "hook.resource.addr");
        const bool begins = type == "apply_start";
        const bool ends = type == "apply_complete" || type == "apply_errored";
        const bool tells = type == "change_summary" || type == "diagnostic" || type == "log";
        if (!begins && !ends && !tells)
            return skip("they are steps on the way: plans, refreshes, progress, outputs", sink);
        auto event = eventBy(begins || ends ? change : message, object);
        if (!event)
            return rejectTime("@timestamp", sink);
        if (tells) {
            event->kind = jsonString(object, "@level") == "error" ? "error" : event->kind;
            event->body = jsonString(object, "diagnostic.detail");
            return sink.event(std::move(*event));
        }
        event->title = "Terraform " + jsonString(object, "hook.action") + ' ' + address;
        event->openEnd = begins;
        if (type == "apply_errored")
            event->title += " (failed)";
        m_changes.add(address + '\n' + jsonString(object, "hook.action"), std::move(*event), sink);
    }

    void end(RecordSink& sink) override
    {
        m_changes.emit(sink);
        MappingReader::end(sink);
    }

    EventJoiner m_changes;
};

}    // namespace

EventFormat terraformLog()
{
    return {.info = {.id = "terraform-log",
                     .title = "Terraform plan and apply -json",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .since = "Terraform 0.15.3, OpenTofu",
                     .specification = "Terraform, machine-readable UI"},
            .signs = {{{"@level", "@message", "@module", "@timestamp", "type"}, 95}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
