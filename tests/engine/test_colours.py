import torch

from dfi_studio.engine.colours import colours_matched


def test_mean_and_spread_of_each_channel_are_those_of_the_photo():
    photo = 0.3 + 0.4 * torch.rand(1, 3, 20, 30)
    edited = photo * torch.tensor([0.5, 0.8, 0.9]).view(1, 3, 1, 1) + 0.05
    torch.testing.assert_close(colours_matched(edited, photo), photo)


def test_only_what_was_edited_counts_and_changes():
    photo, region = 0.3 + 0.4 * torch.rand(1, 3, 20, 30), torch.zeros(20, 30, dtype=torch.bool)
    region[5:15, 3:20] = True
    edited = torch.where(region, photo * 0.5, photo)
    found = colours_matched(edited, photo, region)
    torch.testing.assert_close(found, photo)
    assert torch.equal(found[..., ~region], photo[..., ~region])


def test_the_photo_stays_bit_for_bit():
    photo = torch.rand(1, 3, 9, 9)
    assert torch.equal(colours_matched(photo.clone(), photo), photo)


def test_what_became_flat_takes_the_mean():
    photo = 0.3 + 0.4 * torch.rand(1, 3, 9, 9)
    found = colours_matched(torch.full_like(photo, 0.9), photo)
    torch.testing.assert_close(found.mean(dim=(-2, -1)), photo.mean(dim=(-2, -1)))
