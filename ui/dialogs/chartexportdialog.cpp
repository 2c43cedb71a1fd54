#include "ui/dialogs/chartexportdialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline {

ChartExportDialog::ChartExportDialog(const QStringList& caption, const QString& currentChart, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Export Charts as Picture"));
    auto* column = new QVBoxLayout(this);
    auto* form = new QFormLayout;
    column->addLayout(form);
    m_charts = new QComboBox(this);
    m_charts->setAccessibleName(tr("Charts"));
    m_charts->addItem(tr("All charts with the event lane"), false);
    if (!currentChart.isEmpty())
        m_charts->addItem(tr("Only %1").arg(currentChart.simplified().left(60)), true);
    m_format = new QComboBox(this);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("PNG – pixels, twice as fine as the screen"), static_cast<int>(Format::Png));
    m_format->addItem(tr("SVG – lines, for web pages and drawings"), static_cast<int>(Format::Svg));
    m_format->addItem(tr("PDF – lines, for documents"), static_cast<int>(Format::Pdf));
    form->addRow(tr("Charts"), m_charts);
    form->addRow(tr("Format"), m_format);
    m_caption = new QLabel(caption.join(QLatin1Char('\n')), this);
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setWordWrap(true);
    form->addRow(tr("Caption"), m_caption);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Save)->setText(tr("Save…"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

ChartExportDialog::Format ChartExportDialog::format() const
{
    return static_cast<Format>(m_format->currentData().toInt());
}

bool ChartExportDialog::isOnlyCurrent() const
{
    return m_charts->currentData().toBool();
}

void ChartExportDialog::setOnlyCurrent()
{
    m_charts->setCurrentIndex(m_charts->count() - 1);
}

QString ChartExportDialog::suffixOf(Format format)
{
    switch (format) {
    case Format::Png: return QStringLiteral("png");
    case Format::Svg: return QStringLiteral("svg");
    case Format::Pdf: return QStringLiteral("pdf");
    }
    return {};
}

QString ChartExportDialog::filterOf(Format format)
{
    switch (format) {
    case Format::Png: return tr("PNG pictures (*.png)");
    case Format::Svg: return tr("SVG drawings (*.svg)");
    case Format::Pdf: return tr("PDF documents (*.pdf)");
    }
    return {};
}

}    // namespace faultline
