#include "ui/tablemime.h"

#include "ui/convert.h"

#include <QMimeData>

namespace faultline {

QMimeData* mimeDataOf(const TimelineTable& table, TableText plain)
{
    auto* data = new QMimeData;
    const std::string markdown = markdownTable(table);
    data->setText(toQString(plain == TableText::Markdown ? markdown : separatedTable(table, '\t', FormulaGuard::Apostrophe)));
    data->setData(QStringLiteral("text/csv"), QByteArray::fromStdString(separatedTable(table, ',', FormulaGuard::Apostrophe)));
    data->setData(QStringLiteral("text/markdown"), QByteArray::fromStdString(markdown));
    if (plain == TableText::Tabs)
        data->setHtml(toQString(htmlPage(table, "Faultline", {})));
    return data;
}

}    // namespace faultline
