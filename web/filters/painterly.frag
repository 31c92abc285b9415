/*{
  "name": "painterly",
  "about": "Paints the picture in strokes that follow its lines, with a brush of any size: the anisotropic Kuwahara filter (Kyprianidis, Kang and Doellner 2009) over eight sectors of five samples each.",
  "kind": "area",
  "uses": ["flow"],
  "passes": [
    {"scale": 0.25, "format": "half"},
    {"scale": 0.25, "format": "half"},
    {"scale": 0.5},
    {"scale": 0.5},
    {"scale": 1.0}
  ],
  "keep": 1,
  "params": {
    "brush":  {"default": 0.4, "min": 0.0, "max": 1.0, "about": "0 changes nothing, 1 the broadest"},
    "relief": {"default": 0.4, "min": 0.0, "max": 1.0, "about": "how thick the paint lies; 0 flat"}
  }
}*/
const int painterly_sectors = 8;
const float painterly_broadest = 0.037;  // radius of the brush at most, in heights of the picture
const float painterly_stretch = 1.0;     // the smaller, the longer the strokes along a line
const float painterly_hard = 8000.0;     // how much an even sector counts over an uneven one
const float painterly_begins = 0.1;      // brush up to which paint and picture are mixed
const float painterly_soft = 1.3;        // half pixels
const float painterly_inner = 0.42;
const float painterly_outer = 0.86;
const vec3 painterly_luma = vec3(0.299, 0.587, 0.114);

vec3 painterly_at(sampler2D image, vec2 uv, mat2 ellipse, float turn, float radius) {
  return texture(image, uv + ellipse * (radius * vec2(cos(turn), sin(turn)))).rgb;
}

// Samples of a broad brush lie far apart: what falls between them must be in them.
vec4 painterly_soften(vec2 uv, vec2 apart) {
  return 0.25 * (texture(u_picture, uv + apart) + texture(u_picture, uv - apart) +
      texture(u_picture, uv + vec2(apart.x, -apart.y)) + texture(u_picture, uv + vec2(-apart.x, apart.y)));
}

// Of the sectors round a point the most even give the colour; the ellipse lies along the lines.
vec3 painterly_stroke(sampler2D image, vec2 uv) {
  vec3 along = flow_along(texture(u_kept, uv).rgb);
  float radius = painterly_brush * painterly_broadest;
  float longer = (painterly_stretch + along.z) / painterly_stretch;
  vec2 pixel = vec2(u_size.y / u_size.x, 1.0);
  mat2 ellipse = mat2(pixel * along.xy * (radius * longer), pixel * vec2(-along.y, along.x) * (radius / longer));
  float half_turn = 3.14159265 / float(painterly_sectors);
  vec3 centre = texture(image, uv).rgb;
  vec3 before = painterly_at(image, uv, ellipse, -half_turn, painterly_outer);
  vec4 sum = vec4(0.0);
  for (int sector = 0; sector < painterly_sectors; sector++) {
    float turn = 2.0 * half_turn * float(sector);
    vec3 inner = painterly_at(image, uv, ellipse, turn, painterly_inner);
    vec3 middle = painterly_at(image, uv, ellipse, turn, painterly_outer);
    vec3 after = painterly_at(image, uv, ellipse, turn + half_turn, painterly_outer);
    vec3 mean = (centre + 2.0 * inner + 0.75 * before + 1.5 * middle + 0.75 * after) / 6.0;
    vec3 square = (centre * centre + 2.0 * inner * inner + 0.75 * before * before + 1.5 * middle * middle +
        0.75 * after * after) / 6.0;
    float uneven = painterly_hard * dot(max(square - mean * mean, 0.0), vec3(1.0));
    float weight = 1.0 / (1.0 + uneven * uneven * uneven * uneven);
    sum += vec4(mean, 1.0) * weight;
    before = after;
  }
  return sum.rgb / sum.a;
}

// Four times a texel: enlarged as sharply as may be, with five bilinear taps (Catmull-Rom, its corners left out).
vec3 painterly_enlarge(sampler2D image, vec2 uv) {
  vec2 size = vec2(textureSize(image, 0));
  vec2 at = uv * size;
  vec2 centre = floor(at - 0.5) + 0.5;
  vec2 f = at - centre;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f));
  vec2 w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f));
  vec2 w3 = f * f * (-0.5 + 0.5 * f);
  vec2 w12 = w1 + w2;
  vec2 p0 = (centre - 1.0) / size;
  vec2 p12 = (centre + w2 / w12) / size;
  vec2 p3 = (centre + 2.0) / size;
  vec4 sum = vec4(texture(image, p12).rgb, 1.0) * (w12.x * w12.y);
  sum += vec4(texture(image, vec2(p12.x, p0.y)).rgb, 1.0) * (w12.x * w0.y);
  sum += vec4(texture(image, vec2(p0.x, p12.y)).rgb, 1.0) * (w0.x * w12.y);
  sum += vec4(texture(image, vec2(p3.x, p12.y)).rgb, 1.0) * (w3.x * w12.y);
  sum += vec4(texture(image, vec2(p12.x, p3.y)).rgb, 1.0) * (w12.x * w3.y);
  return clamp(sum.rgb / sum.a, 0.0, 1.0);
}

vec4 painterly(sampler2D image, vec2 uv) {
  vec2 pixel = 1.0 / u_size;
  if (u_pass == 0) return vec4(flow_tensor(u_picture, uv, 0.5 * pixel), 1.0);
  if (u_pass == 1) return vec4(flow_smooth(image, uv, 1.7 * pixel), 1.0);
  if (u_pass == 2) return painterly_soften(uv, pixel * mix(0.25, painterly_soft, painterly_brush));
  if (u_pass == 3) return vec4(painterly_stroke(image, uv), 1.0);
  vec4 picture = texture(u_picture, uv);
  vec3 paint = painterly_enlarge(image, uv);
  // Paint is brighter where it rises towards the light, which comes from the upper left.
  vec2 away = 1.5 * pixel;
  float rise = dot(painterly_luma, texture(image, uv + away).rgb - texture(image, uv - away).rgb);
  paint = clamp(paint * (1.0 + painterly_relief * clamp(rise, -0.25, 0.25)), 0.0, 1.0);
  return vec4(mix(picture.rgb, paint, min(painterly_brush / painterly_begins, 1.0)), picture.a);
}
