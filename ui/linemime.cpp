#include "ui/linemime.h"

#include <QMimeData>

namespace faultline {

QMimeData* mimeDataOf(const std::vector<LineSpec>& lines)
{
    auto* data = new QMimeData;
    data->setData(lineMimeType, linesToJson(lines));
    return data;
}

bool hasLines(const QMimeData* data)
{
    return data && data->hasFormat(lineMimeType);
}

std::vector<LineSpec> linesOf(const QMimeData* data)
{
    return hasLines(data) ? linesFromJson(data->data(lineMimeType)) : std::vector<LineSpec>();
}

}    // namespace faultline
