#include "importers/metrics/jsonlist.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/jsontable.h"
#include "importers/metrics/tablecolumns.h"

#include <optional>

namespace faultline {

namespace {

constexpr std::size_t rowsOfHead = 400;
constexpr int deepestList = 6;

/// Where a list of objects begins in a document.
struct ListFound {
    std::size_t at = 0;         ///< of its '['
    std::size_t length = 0;     ///< to behind its ']', or to the end of a text that is cut
    std::size_t objects = 0;
    std::string path;           ///< "data.items"; "" = the document itself
};

/// Walks a document, which may be cut, for its outermost lists of objects. No grammar: what is no JSON gives odd lists or none.
class ListFinder {
public:
    explicit ListFinder(std::string_view text) : m_text(text) {}

    std::optional<ListFound> find()
    {
        m_at = m_text.find_first_not_of(" \t\r\n");
        if (m_at == std::string_view::npos || (m_text[m_at] != '{' && m_text[m_at] != '['))
            return std::nullopt;
        value({}, 0);
        const bool isOneDocument = trimmed(m_text.substr(std::min(m_at, m_text.size()))).empty();
        return isOneDocument ? m_best : std::nullopt;
    }

private:
    char here() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    /// From an opening bracket to behind the closing one, or to the end.
    void skipContainer()
    {
        int depth = 0;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '"') {
                skipString();
                continue;
            }
            ++m_at;
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth <= 0)
                return;
        }
    }

    void skipString()
    {
        ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2U : 1U;
        m_at = std::min(m_at + 1, m_text.size());
    }

    void skipScalar()
    {
        if (here() == '"')
            return skipString();
        m_at = std::min(m_text.find_first_of(",]}", m_at), m_text.size());
    }

    void value(const std::string& path, int depth)
    {
        skipBlanks();
        if (here() == '[')
            list(path, depth);
        else if (here() == '{' && depth < deepestList)
            object(path, depth);
        else if (here() == '{')
            skipContainer();
        else
            skipScalar();
    }

    void object(const std::string& path, int depth)
    {
        ++m_at;
        while (m_at < m_text.size()) {
            skipBlanks();
            if (here() == '}') {
                ++m_at;
                return;
            }
            const std::size_t begin = m_at;
            if (here() == '"') {
                skipString();
                const std::string_view key = m_text.substr(begin + 1, m_at - begin >= 2 ? m_at - begin - 2 : 0);
                skipBlanks();
                if (here() == ':')
                    ++m_at;
                value(path.empty() ? std::string(key) : path + '.' + std::string(key), depth + 1);
            }
            skipBlanks();
            if (here() == ',' || m_at == begin)
                ++m_at;
        }
    }

    /// A list of objects is not searched further: lists inside its objects belong to them.
    void list(const std::string& path, int depth)
    {
        ListFound found;
        found.at = m_at++;
        found.path = path;
        while (m_at < m_text.size()) {
            skipBlanks();
            const std::size_t begin = m_at;
            if (here() == ']') {
                ++m_at;
                break;
            }
            if (here() == '{') {
                skipContainer();
                ++found.objects;
            } else if (here() == '[' && depth < deepestList) {
                value(path, depth + 1);
            } else if (here() == '[') {
                skipContainer();
            } else {
                skipScalar();
            }
            skipBlanks();
            if (here() == ',' || m_at == begin)
                ++m_at;
        }
        found.length = m_at - found.at;
        if (found.objects > 0 && (!m_best || found.objects > m_best->objects))
            m_best = found;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<ListFound> m_best;
};

struct HeadObjects {
    std::vector<std::string_view> objects;
    std::string path;
};

HeadObjects objectsOf(std::string_view text)
{
    HeadObjects found;
    const auto list = ListFinder(text).find();
    if (!list)
        return found;
    found.path = list->path;
    JsonSlice slice(text.substr(list->at, list->length));
    while (found.objects.size() < rowsOfHead && slice.next()) {
        if (slice.value().front() == '{')
            found.objects.push_back(slice.value());
    }
    return found;
}

CsvMapping mappingOf(const SourceHead& head, const ImportOptions& options)
{
    return findMapping(jsonTableOf(objectsOf(head.text).objects, 0), options.columns);
}

class JsonListReader final : public RecordReader {
public:
    explicit JsonListReader(const ReaderContext& context) : m_rows(mappingOf(context.head, context.options), context.time) {}

    void document(std::string_view text, RecordSink& sink) override
    {
        m_rows.sayAssumptions(sink);
        const auto list = ListFinder(text).find();
        if (!list) {
            sink.reject("no-list", "The document holds no list of objects");
            return;
        }
        JsonSlice slice(text.substr(list->at, list->length));
        while (slice.next()) {
            if (slice.value().front() == '{')
                m_rows.row(slice.value(), sink);
            else
                sink.reject("not-an-object", "An entry of the list is no object");
        }
        if (slice.isTooDeep())
            sink.reject("json-too-deep", "An object is nested more than 64 levels deep");
        else if (!slice.isComplete())
            sink.reject("bad-json", "The document ends in the middle of its list or is damaged there");
    }

    const TimeResolver* timeResolver() const override { return &m_rows.resolver(); }

private:
    JsonRowReader m_rows;
};

}    // namespace

const FormatInfo& JsonList::info() const
{
    static const FormatInfo info{.id = "json-list",
                                 .title = "JSON document with a list of objects",
                                 .records = "series, request, logline",
                                 .framing = Framing::Document,
                                 .zone = "offset, epoch or the source's zone",
                                 .specification = "RFC 8259"};
    return info;
}

Detection JsonList::detect(const SourceHead& head) const
{
    if (!startsAsJson(head))
        return {};
    const HeadObjects found = objectsOf(head.text);
    if (found.objects.empty())
        return {};
    const std::string place = found.path.empty() ? "the document's list" : "\"" + shortened(found.path, 60) + "\"";
    return detectionOf(findMapping(jsonTableOf(found.objects, 0), {}), "JSON objects in " + place);
}

std::vector<ColumnReading> JsonList::columns(const SourceHead& head, const ImportOptions& options) const
{
    return columnReadings(mappingOf(head, options), jsonTableOf(objectsOf(head.text).objects, 0).rows);
}

std::vector<std::string> JsonList::columnRoles() const
{
    return tableRoles();
}

std::unique_ptr<RecordReader> JsonList::open(const ReaderContext& context) const
{
    return std::make_unique<JsonListReader>(context);
}

}    // namespace faultline
