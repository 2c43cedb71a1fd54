#include "ui/dialogs/zonedialog.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

namespace faultline {

ZoneDialog::ZoneDialog(CaseSession& session, const Theme&, QWidget* parent) : QDialog(parent), m_session(session), m_zone(session.zone())
{
    setWindowTitle(tr("Time Zone"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Paris, Kolkata, +02:00"));
    m_search->setAccessibleName(tr("Find a zone"));
    m_search->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Time zones"));
    m_list->setUniformItemSizes(true);
    m_list->setMinimumSize(QFontMetrics(font()).averageCharWidth() * 48, QFontMetrics(font()).lineSpacing() * 14);
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds())
        m_list->addItem(QString::fromLatin1(id));
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    m_use = addAcceptButtons(*this, *column, tr("Show Times in This Zone"));
    connect(m_search, &QLineEdit::textChanged, this, &ZoneDialog::filter);
    connect(m_list, &QListWidget::currentRowChanged, this, &ZoneDialog::choose);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    const auto same = m_list->findItems(toQString(m_zone.name()), Qt::MatchFixedString);
    m_list->setCurrentItem(same.isEmpty() ? m_list->item(0) : same.first());
    m_search->setFocus();
}

/// Up and down walk the list while one types.
bool ZoneDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Up && key != Qt::Key_Down)
        return QDialog::eventFilter(watched, event);
    const int step = key == Qt::Key_Up ? -1 : 1;
    for (int row = m_list->currentRow() + step; row >= 0 && row < m_list->count(); row += step) {
        if (m_list->item(row)->isHidden())
            continue;
        m_list->setCurrentRow(row);
        break;
    }
    return true;
}

void ZoneDialog::filter()
{
    const QString text = m_search->text().trimmed().replace(QLatin1Char(' '), QLatin1Char('_'));
    QListWidgetItem* first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        item->setHidden(!item->text().contains(text, Qt::CaseInsensitive));
        if (!first && !item->isHidden())
            first = item;
    }
    m_list->setCurrentItem(first);
    choose();
}

void ZoneDialog::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    // An offset stands in no list.
    const auto zone = TimeZone::named(toStd(item && !item->isHidden() ? item->text() : m_search->text().trimmed()));
    m_use->setEnabled(zone.has_value());
    if (!zone)
        return;
    m_zone = *zone;
    m_use->setToolTip(zoneLabel(m_zone, m_session.view().begin));
}

}    // namespace faultline
